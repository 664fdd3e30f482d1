-- reserved words, aliases
SELECT order FROM t;
SELECT a FROM order;
CREATE TABLE select (a INT);
SELECT a filter FROM t;
INSERT INTO t (a, group) SELECT 1, 2;
SELECT a FROM t WHERE group = 1;
DESCRIBE table.x;
---- error
Error: "order" is a reserved word
  2 | SELECT order FROM t;
    |        ^^^^^
Hint: Quote it to use it as a name: "order".

Error: "order" is a reserved word
  3 | SELECT a FROM order;
    |               ^^^^^
Hint: Quote it to use it as a name: "order".

Error: "select" is a reserved word
  4 | CREATE TABLE select (a INT);
    |              ^^^^^^
Hint: Quote it to use it as a name: "select".

Error: "filter" cannot be an alias without AS
  5 | SELECT a filter FROM t;
    |          ^^^^^^
Hint: Write AS filter.

Error: "group" is a reserved word
  6 | INSERT INTO t (a, group) SELECT 1, 2;
    |                   ^^^^^
Hint: Quote it to use it as a name: "group".

Error: "group" is a reserved word
  7 | SELECT a FROM t WHERE group = 1;
    |                       ^^^^^
Hint: Quote it to use it as a name: "group".

Error: Expected the end of the statement after "table", found "."
  8 | DESCRIBE table.x;
    |               ^
