CREATE TABLE t (a BIGINT) WITH (connector = 'case');
WITH t AS (SELECT a + 100 AS a FROM t) SELECT a FROM t;
---- input t
{"a":1}
---- output
{"a":101}
