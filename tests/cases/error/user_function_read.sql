-- A function may not read files.
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE FUNCTION f(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return a > 1n ? BigInt(Deno.readTextFileSync("deno.json").length) : a $$ WITH (timeout = '200 ms');
SELECT f(a) FROM t;
---- input t
{"a":1}
{"a":2}
{"a":3}
---- error
Error: Function f failed: Requires read access to "deno.json" (topic t, partition 0, offset 1)
Hint: Functions run without permissions: what they need comes in through their arguments.
