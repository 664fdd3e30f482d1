CREATE TABLE t (a BIGINT, b BIGINT) WITH (connector = 'case');
INSERT INTO t (a, a) SELECT 1, 2;
SELECT a FROM (VALUES (1, 2)) AS v (a, b) ORDER BY b, 2;
---- error
Error: Column 'a' is listed twice
  2 | INSERT INTO t (a, a) SELECT 1, 2;
    |                   ^

Error: ORDER BY position 2 is not in the select list
  3 | SELECT a FROM (VALUES (1, 2)) AS v (a, b) ORDER BY b, 2;
    |                                                       ^
