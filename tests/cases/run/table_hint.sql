CREATE TABLE t (a BIGINT) WITH (connector = 'case', unbounded = true);
SELECT a FROM t /*+ OPTIONS('unbounded' = 'false') */ ORDER BY a DESC;
---- input t
{"a":1}
{"a":2}
---- output
{"a":2}
{"a":1}
