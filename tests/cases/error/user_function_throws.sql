-- A throw names the function and the record.
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE FUNCTION f(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ if (a > 1n) throw new RangeError("too big"); return a $$ WITH (timeout = '200 ms');
SELECT f(a) FROM t;
---- input t
{"a":1}
{"a":2}
{"a":3}
---- error
Error: Function f failed: RangeError: too big (topic t, partition 0, offset 1)
