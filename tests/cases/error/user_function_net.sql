-- A function may not reach the network.
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE FUNCTION f(a BIGINT) RETURNS INT LANGUAGE typescript AS $$ return a > 1n ? (await fetch("http://localhost/")).status : 0 $$ WITH (async = 'ordered', timeout = '200 ms');
SELECT f(a) FROM t;
---- input t
{"a":1}
{"a":2}
{"a":3}
---- error
Error: Function f failed: Requires net access to "localhost:80" (topic t, partition 0, offset 1)
Hint: Functions run without permissions: the flag --functions-net HOST lets them reach a host.
