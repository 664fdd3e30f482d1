SELECT a b c FROM t;
SELECT a, FROM t;
CREATE CONNECTION c WITH (connector = 'kafka' bootstrap_servers = 'x');
CREATE CONNECTION c WITH (connector = 'kafka',);
CREATE TABLE t (a INT b INT);
SELECT f(a b) FROM t;
SELECT ,a FROM t;
---- error
Error: Expected "," or FROM after "b", found "c"
  1 | SELECT a b c FROM t;
    |            ^
Hint: Separate columns with a comma.

Error: Expected an expression after ",", found "FROM"
  2 | SELECT a, FROM t;
    |           ^^^^
Hint: Remove the comma before FROM.

Error: Expected "," or ")" after "'…'", found "bootstrap_servers"
  3 | CREATE CONNECTION c WITH (connector = 'kafka' bootstrap_servers = 'x');
    |                                               ^^^^^^^^^^^^^^^^^
Hint: Separate the items with a comma.

Error: Expected an option name after ",", found ")"
  4 | CREATE CONNECTION c WITH (connector = 'kafka',);
    |                                               ^
Hint: Remove the comma before ).

Error: Expected a column constraint, "," or ")" after "INT", found "b"
  5 | CREATE TABLE t (a INT b INT);
    |                       ^
Hint: Separate the items with a comma.

Error: Expected an operator, ",", ORDER BY or ")" after "a", found "b"
  6 | SELECT f(a b) FROM t;
    |            ^
Hint: Separate the items with a comma.

Error: Expected an expression or DISTINCT after "SELECT", found ","
  7 | SELECT ,a FROM t;
    |        ^
