SELECT;
SELECT a FROM;
SELECT a FROM t WHERE ;
INSERT INTO t;
CREATE TABLE;
SET x;
SELECT a FROM t JOIN s;
SELECT CASE WHEN a THEN 1;
SELECT a FROM t
  GROUP BY
---- error
Error: Expected an expression or DISTINCT after "SELECT", found the end of the statement
  1 | SELECT;
    |       ^

Error: Expected a table or a query after "FROM", found the end of the statement
  2 | SELECT a FROM;
    |              ^

Error: Expected an expression after "WHERE", found the end of the statement
  3 | SELECT a FROM t WHERE ;
    |                      ^

Error: Expected a query or "(" after "t", found the end of the statement
  4 | INSERT INTO t;
    |              ^

Error: Expected a name or IF after "TABLE", found the end of the statement
  5 | CREATE TABLE;
    |             ^

Error: Expected "=" or TO after "x", found the end of the statement
  6 | SET x;
    |      ^

Error: Expected ON, USING, "(", AS or an alias after "s", found the end of the statement
  7 | SELECT a FROM t JOIN s;
    |                       ^

Error: Expected an operator, WHEN, ELSE or END after "1", found the end of the statement
  8 | SELECT CASE WHEN a THEN 1;
    |                          ^

Error: Expected an expression or ALL after "BY", found the end of the statement
  10 |   GROUP BY
     |           ^
