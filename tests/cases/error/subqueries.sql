-- Queries where none can stand, and queries of the wrong shape.
CREATE TABLE t (a BIGINT, b TEXT) WITH (connector = 'case');
CREATE TABLE u (a BIGINT, c TEXT) WITH (connector = 'case');
SELECT a FROM t WHERE a = 1 OR a IN (SELECT a FROM u);
SELECT a, EXISTS (SELECT 1 FROM u) FROM t;
SELECT a FROM t WHERE a > ANY (SELECT a FROM u);
SELECT a FROM t WHERE a IN (SELECT a, c FROM u);
SELECT a FROM t WHERE a IN (SELECT * FROM u WHERE u.a = t.a);
SELECT a, (SELECT a, c FROM u) FROM t;
SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a > t.a);
SELECT a FROM t WHERE a = (SELECT a FROM u WHERE u.c = t.b);
SELECT a FROM t INTERSECT ALL SELECT a FROM u;
SELECT a, b FROM t EXCEPT SELECT a FROM u;
SELECT a FROM t JOIN u ON t.a IN (SELECT 1);
SELECT b FROM t WHERE a = (SELECT a FROM u);
---- input t
{"a": 1, "b": "x"}
---- input u
{"a": 1, "c": "x"}
{"a": 2, "c": "y"}
---- error
Error: A query cannot stand here
  4 | SELECT a FROM t WHERE a = 1 OR a IN (SELECT a FROM u);
    |                                ^^^^^^^^^^^^^^^^^^^^^^
Hint: IN (query), EXISTS and = ANY (query) are conditions of WHERE, alone or joined with AND; a query that gives one value stands in the select list, in WHERE and in HAVING.

Error: A query cannot stand here
  5 | SELECT a, EXISTS (SELECT 1 FROM u) FROM t;
    |           ^^^^^^^^^^^^^^^^^^^^^^^^
Hint: IN (query), EXISTS and = ANY (query) are conditions of WHERE, alone or joined with AND; a query that gives one value stands in the select list, in WHERE and in HAVING.

Error: A query cannot stand here
  6 | SELECT a FROM t WHERE a > ANY (SELECT a FROM u);
    |                       ^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: IN (query), EXISTS and = ANY (query) are conditions of WHERE, alone or joined with AND; a query that gives one value stands in the select list, in WHERE and in HAVING.

Error: IN (query) needs a query of one column, got 2
  7 | SELECT a FROM t WHERE a IN (SELECT a, c FROM u);
    |                       ^^^^^^^^^^^^^^^^^^^^^^^^^

Error: IN (query) needs a query of one column, got 2
  8 | SELECT a FROM t WHERE a IN (SELECT * FROM u WHERE u.a = t.a);
    |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: A value needs a query of one column, got 2
  9 | SELECT a, (SELECT a, c FROM u) FROM t;
    |           ^^^^^^^^^^^^^^^^^^^^

Error: 't.a' not found
  10 | SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a > t.a);
     |                                                           ^^^
Hint: Did you mean "a" or "c"?

Error: 't.b' not found
  11 | SELECT a FROM t WHERE a = (SELECT a FROM u WHERE u.c = t.b);
     |                                                        ^^^
Hint: Did you mean "a" or "c"?

Error: INTERSECT ALL cannot be run yet
  12 | SELECT a FROM t INTERSECT ALL SELECT a FROM u;
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: INTERSECT compares distinct rows and runs.

Error: EXCEPT needs as many columns on both sides: 2 and 1
  13 | SELECT a, b FROM t EXCEPT SELECT a FROM u;
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: A query cannot stand here
  14 | SELECT a FROM t JOIN u ON t.a IN (SELECT 1);
     |                           ^^^^^^^^^^^^^^^^^
Hint: IN (query), EXISTS and = ANY (query) are conditions of WHERE, alone or joined with AND; a query that gives one value stands in the select list, in WHERE and in HAVING.

Error: (SELECT a FROM u) gives more than one row
Hint: Aggregate it, or add LIMIT 1.
