SELCT a FROM t;
INSRT INTO t SELECT 1;
FOO BAR;
SELECT a FORM t;
SELECT a FROM t WHER a > 1;
DROP TABEL t;
SHOW TABLS;
CREATE TABLE t (a INT) WIHT (x = 1);
CREATE VEIW v AS SELECT 1;
42;
---- error
Error: Unknown statement "SELCT"
  1 | SELCT a FROM t;
    | ^^^^^
Hint: Did you mean SELECT?

Error: Unknown statement "INSRT"
  2 | INSRT INTO t SELECT 1;
    | ^^^^^
Hint: Did you mean INSERT?

Error: Unknown statement "FOO"
  3 | FOO BAR;
    | ^^^
Hint: A statement begins with a word such as SELECT, CREATE, INSERT, SHOW, DESCRIBE or SET.

Error: Expected "," or FROM after "FORM", found "t"
  4 | SELECT a FORM t;
    |               ^
Hint: Did you mean FROM instead of "FORM"?

Error: Expected JOIN, ",", WHERE, GROUP BY or ORDER BY after "WHER", found "a"
  5 | SELECT a FROM t WHER a > 1;
    |                      ^
Hint: Did you mean WHERE instead of "WHER"?

Error: Expected CONNECTION, TABLE, VIEW or FUNCTION after "DROP", found "TABEL"
  6 | DROP TABEL t;
    |      ^^^^^
Hint: Did you mean TABLE?

Error: Expected CREATE, TOPICS, CONNECTIONS, TABLES or VIEWS after "SHOW", found "TABLS"
  7 | SHOW TABLS;
    |      ^^^^^
Hint: Did you mean TABLES?

Error: Expected WITH after ")", found "WIHT"
  8 | CREATE TABLE t (a INT) WIHT (x = 1);
    |                        ^^^^
Hint: Did you mean WITH?

Error: Expected OR, CONNECTION, TEMPORARY, TABLE or VIEW after "CREATE", found "VEIW"
  9 | CREATE VEIW v AS SELECT 1;
    |        ^^^^
Hint: Did you mean VIEW?

Error: Unknown statement "42"
  10 | 42;
     | ^^
Hint: A statement begins with a word such as SELECT, CREATE, INSERT, SHOW, DESCRIBE or SET.
