CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE TABLE u (a BIGINT) WITH (connector = 'case');
CREATE VIEW v AS SELECT t.a, 't' AS t FROM u AS t;
DROP TABLE t;
SELECT * FROM v;
---- input u
{"a":1}
---- output
{"a":1,"t":"t"}
