-- Named with the record, also behind a filter.
CREATE TABLE t (a BIGINT, b BIGINT) WITH (connector = 'case');
SELECT b FROM (SELECT a, b FROM t WHERE a > 1) AS x WHERE 10 % b > 1;
---- input t
{"a":1,"b":0}
{"a":2,"b":1}
{"a":2,"b":0}
---- error
Error: division by zero in 10 % b (topic t, partition 0, offset 2)
Hint: Guard it with TRY_CAST, CASE or NULLIF, or leave the record out in WHERE.
