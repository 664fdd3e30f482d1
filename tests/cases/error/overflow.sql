CREATE TABLE t (a BIGINT, i TINYINT) WITH (connector = 'case');
SELECT a * 2 FROM t;
SELECT i + i FROM t;
SELECT CAST(a AS INT) FROM t;
SELECT -a FROM t WHERE a < 0;
---- input t
{"a":9223372036854775807,"i":100}
{"a":-9223372036854775808,"i":1}
---- error
Error: overflow in a * 2 (topic t, partition 0, offset 0)
Hint: Guard it with TRY_CAST, CASE or NULLIF, or leave the record out in WHERE.

Error: overflow in i + i (topic t, partition 0, offset 0)
Hint: Guard it with TRY_CAST, CASE or NULLIF, or leave the record out in WHERE.

Error: cannot cast '9223372036854775807' to INT in CAST(a AS INT) (topic t, partition 0, offset 0)
Hint: Guard it with TRY_CAST, CASE or NULLIF, or leave the record out in WHERE.

Error: overflow in -a (topic t, partition 0, offset 1)
Hint: Guard it with TRY_CAST, CASE or NULLIF, or leave the record out in WHERE.
