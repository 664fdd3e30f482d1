CREATE TABLE t (a BIGINT) WITH (connector = 'case', unbounded = true);
SELECT a FROM t WHERE a > 1 LIMIT 2;
---- input t
{"a":1}
{"a":2}
{"a":3}
{"a":4}
---- output
{"a":2}
{"a":3}
