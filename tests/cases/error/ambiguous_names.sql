CREATE TABLE t ("aB" BIGINT, "Ab" BIGINT) WITH (connector = 'case');
SELECT ab FROM t;
SELECT a FROM (SELECT 1 AS a, 2 AS a) AS x;
CREATE VIEW v AS SELECT 1 AS a, 2 AS a;
CREATE TABLE s WITH (connector = 'case', type = 'sink');
INSERT INTO s SELECT 1 AS a, 2 AS a;
---- error
Error: 'ab' is ambiguous: it could be t.aB or t.Ab
  2 | SELECT ab FROM t;
    |        ^^
Hint: Write the table's name before it, quote it, or rename one with AS.

Error: 'a' is ambiguous: it could be x.a or x.a
  3 | SELECT a FROM (SELECT 1 AS a, 2 AS a) AS x;
    |        ^
Hint: Write the table's name before it, quote it, or rename one with AS.

Error: Column 'a' appears twice
  4 | CREATE VIEW v AS SELECT 1 AS a, 2 AS a;
    |                  ^^^^^^^^^^^^^^^^^^^^^
Hint: Give one of them another name with AS.

Error: Column 'a' appears twice
  6 | INSERT INTO s SELECT 1 AS a, 2 AS a;
    |               ^^^^^^^^^^^^^^^^^^^^^
Hint: Give one of them another name with AS.
