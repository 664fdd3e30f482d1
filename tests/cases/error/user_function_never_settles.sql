-- A Promise that is never settled.
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE FUNCTION f(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ if (a > 1n) await new Promise(() => {}); return a $$ WITH (async = 'unordered', timeout = '200 ms');
SELECT f(a) FROM t;
---- input t
{"a":1}
{"a":2}
{"a":3}
---- error
Error: Function f did not return within 200 ms (topic t, partition 0, offset 1)
Hint: WITH (timeout = '1 minute') gives it more time.
