-- Unknown members are skipped, of repeated ones the last counts, names match exactly.
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
SELECT a FROM t;
---- input t
{"x":{"deep":[1,{"a":9}]},"a":1,"a":2}
{"A":3}
---- output
{"a":2}
{"a":null}
