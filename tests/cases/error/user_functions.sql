-- What is refused when a function is defined, called or dropped.
CREATE TABLE t (a BIGINT, b TEXT) WITH (connector = 'case');
CREATE FUNCTION f(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return a $$;
CREATE FUNCTION g(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return a $$ WITH (async = 'ordered');
CREATE FUNCTION f(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return a $$;
CREATE FUNCTION upper(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$;
CREATE FUNCTION sum(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return a $$;
CREATE FUNCTION x(class TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return 1 $$;
CREATE FUNCTION x(a TEXT, a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$;
CREATE FUNCTION x(a TEXTT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$;
CREATE FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$
  const b = a;
  return b c;
$$;
CREATE FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS 'no/such/file.ts';
CREATE FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ WITH (async = 'sometimes');
CREATE FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ WITH (in_flight = 3);
CREATE FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ WITH (timeout = '0 seconds');
CREATE FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ WITH (tmeout = '1 second');
CREATE AGGREGATE FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ WITH (async = 'ordered');
SELECT f(b) FROM t;
SELECT f() FROM t;
SELECT fn(a) FROM t;
SELECT g(a), g(a) FROM t;
SELECT a FROM t WHERE g(a) = 1;
SELECT a FROM t ORDER BY g(a);
CREATE TABLE u (a BIGINT, c BIGINT AS (g(a))) WITH (connector = 'case');
CREATE TABLE u (a TIMESTAMP, WATERMARK FOR a AS f(1)::TIMESTAMP) WITH (connector = 'case');
VALUES (f(1), 2);
SELECT a FROM t LIMIT f(1);
CREATE AGGREGATE FUNCTION agg(x BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return null $$;
SELECT agg(a) FROM t;
CREATE VIEW v AS SELECT a FROM t WHERE f(a) > 1;
CREATE TABLE w (a BIGINT, c BIGINT AS (f(a))) WITH (connector = 'case');
DROP FUNCTION f;
DROP FUNCTION nope;
DROP FUNCTION upper;
---- output
{"agg(a)":null}
---- error
Error: Function f exists already
  5 | CREATE FUNCTION f(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return a $$;
    |                 ^
Hint: CREATE OR REPLACE replaces it, IF NOT EXISTS keeps it.

Error: Function upper is built in: choose another name
  6 | CREATE FUNCTION upper(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$;
    |                 ^^^^^

Error: Function sum is built in: choose another name
  7 | CREATE FUNCTION sum(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return a $$;
    |                 ^^^

Error: An argument cannot be called class: that is no name in TypeScript
  8 | CREATE FUNCTION x(class TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return 1 $$;
    |                   ^^^^^

Error: Argument a appears twice
  9 | CREATE FUNCTION x(a TEXT, a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$;
    |                           ^

Error: Unsupported SQL type 'TEXTT'
  10 | CREATE FUNCTION x(a TEXTT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$;
     |                     ^^^^^

Error: Function x cannot be loaded: Expected ';', got 'c'
  13 |   return b c;
     |            ^

Error: Cannot read "no/such/file.ts" of function x: there is no such file
  15 | CREATE FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS 'no/such/file.ts';
     |                                                               ^^^^^^^^^^^^^^^^^
Hint: It may begin as: export function x(a: string | null): string | null { return null; }

Error: invalid value for async 'sometimes'
  16 | …E FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ WITH (async = 'sometimes');
     |                                                                                        ^^^^^^^^^^^
Hint: Use one of: ordered, unordered.

Error: in_flight is an option of async functions
  17 | CREATE FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ WITH (in_flight = 3);
     |                                                                                    ^^^^^^^^^
Hint: Add async = 'ordered' or 'unordered'.

Error: timeout must be longer than nothing
  18 | …FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ WITH (timeout = '0 seconds');
     |                                                                                        ^^^^^^^^^^^

Error: unknown options provided in WITH clause: 'tmeout'
  19 | …E FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ WITH (tmeout = '1 second');
     |                                                                                ^^^^^^
Hint: Did you mean 'timeout'?

Error: An aggregate function cannot be async
  20 | …ATE FUNCTION x(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ WITH (async = 'ordered');
     |                                                                                  ^^^^^

Error: Function f does not take (TEXT): it takes f(bigint)
  21 | SELECT f(b) FROM t;
     |        ^^^^
Hint: Cast the argument: CAST(x AS type) or x::type

Error: Function f does not take (): it takes f(bigint)
  22 | SELECT f() FROM t;
     |        ^^^

Error: Function 'fn' not found
  23 | SELECT fn(a) FROM t;
     |        ^^
Hint: Did you mean f or ln?

Error: Only one async function call is allowed per SELECT
  24 | SELECT g(a), g(a) FROM t;
     |              ^
Hint: Call the other one in a subquery: SELECT *, g(y) FROM (SELECT *, f(x) AS y FROM t).

Error: Function g is async: it is allowed in the select list only
  25 | SELECT a FROM t WHERE g(a) = 1;
     |                       ^
Hint: Call it in the select list of a subquery, and use its column outside.

Error: Function g is async: it is allowed in the select list only
  26 | SELECT a FROM t ORDER BY g(a);
     |                          ^
Hint: Call it in the select list of a subquery, and use its column outside.

Error: Function g is async: it is allowed in the select list only
  27 | CREATE TABLE u (a BIGINT, c BIGINT AS (g(a))) WITH (connector = 'case');
     |                                        ^
Hint: Call it in the select list of a subquery, and use its column outside.

Error: A user function cannot be called in WATERMARK FOR
  28 | CREATE TABLE u (a TIMESTAMP, WATERMARK FOR a AS f(1)::TIMESTAMP) WITH (connector = 'case');
     |                                                 ^^^^^^^^^^^^^^^
Hint: Compute it in a generated column.

Error: A user function cannot be called in VALUES
  29 | VALUES (f(1), 2);
     |         ^^^^
Hint: Write SELECT f(1) instead of VALUES (f(1)).

Error: LIMIT and OFFSET need a whole number that is not negative
  30 | SELECT a FROM t LIMIT f(1);
     |                       ^^^^

Error: Function f is used by w, v
  35 | DROP FUNCTION f;
     |               ^
Hint: Drop them first.

Error: Function 'nope' not found
  36 | DROP FUNCTION nope;
     |               ^^^^
Hint: SHOW FUNCTIONS lists them.

Error: Function upper is built in and cannot be dropped
  37 | DROP FUNCTION upper;
     |               ^^^^^
