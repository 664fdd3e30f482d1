-- An endless loop is ended.
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE FUNCTION f(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ if (a > 1n) for (;;) {} return a $$ WITH (timeout = '200 ms');
SELECT f(a) FROM t;
---- input t
{"a":1}
{"a":2}
{"a":3}
---- error
Error: Function f did not return within 200 ms (topic t, partition 0, offset 1)
Hint: It may be in an endless loop; WITH (timeout = '1 minute') gives it more time.
