-- One side has enough, the other goes on.
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
SELECT a FROM (SELECT a FROM t LIMIT 1) AS x UNION ALL SELECT a * 10 FROM t;
---- input t
{"a":1}
{"a":2}
{"a":3}
---- output
{"a":1}
{"a":10}
{"a":20}
{"a":30}
