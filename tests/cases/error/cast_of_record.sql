CREATE TABLE t (s TEXT) WITH (connector = 'case');
SELECT CAST(s AS INT) FROM t;
SELECT s::TIMESTAMP FROM t;
---- input t
{"s":"12"}
{"s":"twelve"}
---- error
Error: cannot cast 'twelve' to INT in CAST(s AS INT) (topic t, partition 0, offset 1)
Hint: Guard it with TRY_CAST, CASE or NULLIF, or leave the record out in WHERE.

Error: cannot cast '12' to TIMESTAMP in s::TIMESTAMP (topic t, partition 0, offset 0)
Hint: Guard it with TRY_CAST, CASE or NULLIF, or leave the record out in WHERE.
