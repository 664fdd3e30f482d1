SELECT 2 ^ 3;
SELECT a FROM t WHERE x y;
SELECT a FROM t WHERE a = = b;
SELECT a FROM t WHERE a NOT b;
SELECT CASE WHEN a THEN 1 FROM t;
SELECT a BETWEEN 1 OR 2;
SELECT :lim;
SELECT a FROM t LIMIT 10 LIMIT 20;
SELECT 12abc;
SELECT X'0';
SELECT a ! b;
STOP JOB 1.5;
STOP 1;
---- error
Error: Operator "^" is not supported
  1 | SELECT 2 ^ 3;
    |          ^
Hint: Use power(a, b) for powers, or # for bitwise exclusive or.

Error: Expected an operator, GROUP BY, ORDER BY, LIMIT or HAVING after "x", found "y"
  2 | SELECT a FROM t WHERE x y;
    |                         ^

Error: Expected an expression, ANY or ALL after "=", found "="
  3 | SELECT a FROM t WHERE a = = b;
    |                           ^

Error: Expected BETWEEN, IN, LIKE, ILIKE or SIMILAR after "NOT", found "b"
  4 | SELECT a FROM t WHERE a NOT b;
    |                             ^

Error: Expected an operator, WHEN, ELSE or END after "1", found "FROM"
  5 | SELECT CASE WHEN a THEN 1 FROM t;
    |                           ^^^^

Error: Expected an operator or AND after "1", found "OR"
  6 | SELECT a BETWEEN 1 OR 2;
    |                    ^^

Error: Variable :lim is not set
  7 | SELECT :lim;
    |        ^
Hint: Pass it with --var lim=value.

Error: Expected an operator, LIMIT or OFFSET after "10", found "LIMIT"
  8 | SELECT a FROM t LIMIT 10 LIMIT 20;
    |                          ^^^^^

Error: Invalid number "12abc"
  9 | SELECT 12abc;
    |        ^^^^^
Hint: Put a blank after the number, or quote a name.

Error: Invalid bytes X'0': expected an even number of hexadecimal digits
  10 | SELECT X'0';
     |        ^^^^

Error: Expected an operator, ",", FROM, AS or an alias after "a", found "!"
  11 | SELECT a ! b;
     |          ^

Error: Expected a whole number, found "1.5"
  12 | STOP JOB 1.5;
     |          ^^^

Error: Expected JOB and its number after "STOP", found "1"
  13 | STOP 1;
     |      ^
