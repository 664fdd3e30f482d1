SELECT (a + 1 FROM t;
SELECT a) FROM t;
SELECT count( FROM t;
CREATE TABLE t (a INT, b TEXT WITH (connector = 'kafka');
SELECT a FROM (SELECT b FROM t;
SELECT f(a, b;
SELECT [1, 2 FROM t;
---- error
Error: Parenthesis is never closed
  1 | SELECT (a + 1 FROM t;
    |        ^
Hint: Add ")" before FROM.

Error: Nothing is open that ")" could close
  2 | SELECT a) FROM t;
    |         ^
Hint: Remove it, or add the missing "(".

Error: Parenthesis is never closed
  3 | SELECT count( FROM t;
    |             ^
Hint: Add ")" before FROM.

Error: Parenthesis is never closed
  4 | CREATE TABLE t (a INT, b TEXT WITH (connector = 'kafka');
    |                ^
Hint: Add ")" before WITH.

Error: Parenthesis is never closed
  5 | SELECT a FROM (SELECT b FROM t;
    |               ^
Hint: Add ")" at the end.

Error: Parenthesis is never closed
  6 | SELECT f(a, b;
    |         ^
Hint: Add ")" at the end.

Error: Expected an operator, "," or "]" after "2", found "FROM"
  7 | SELECT [1, 2 FROM t;
    |              ^^^^
