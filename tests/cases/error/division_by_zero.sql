CREATE TABLE t (a BIGINT, b BIGINT) WITH (connector = 'case');
SELECT a / b AS c FROM t;
---- input t partition 0
{"a":1,"b":1}
---- input t partition 1
{"a":1,"b":2}
{"a":1,"b":0}
---- error
Error: division by zero in a / b (topic t, partition 1, offset 1)
Hint: Guard it with TRY_CAST, CASE or NULLIF, or leave the record out in WHERE.
