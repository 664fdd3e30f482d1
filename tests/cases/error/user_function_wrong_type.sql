-- A result that the declared type cannot hold.
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE FUNCTION f(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return a > 1n ? "two" : a $$ WITH (timeout = '200 ms');
SELECT f(a) FROM t;
---- input t
{"a":1}
{"a":2}
{"a":3}
---- error
Error: Function f returned 'two', which is no BIGINT (topic t, partition 0, offset 1)
