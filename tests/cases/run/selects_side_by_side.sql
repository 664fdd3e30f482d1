-- Unbounded SELECTs of a script are one pipeline and start together, INSERTs with them.
CREATE TABLE t (a BIGINT) WITH (connector = 'case', unbounded = true);
CREATE TABLE out (a BIGINT) WITH (connector = 'case', type = 'sink');
INSERT INTO out SELECT a * 100 FROM t LIMIT 2;
SELECT a FROM t LIMIT 2;
SELECT a * 10 AS b FROM t LIMIT 1;
---- input t
{"a":1}
{"a":2}
{"a":3}
---- output
{"a":1}
{"a":2}
{"b":10}
---- output out
{"a":100}
{"a":200}
