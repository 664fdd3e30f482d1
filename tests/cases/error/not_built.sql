-- Parsed, and refused with one sentence until it is there.
CREATE TABLE t (a BIGINT, l BIGINT[], ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE TABLE u (a BIGINT) WITH (connector = 'case');
SELECT a FROM t GROUP BY a;
SELECT count(*) FROM t;
SELECT a, sum(a) AS s FROM t GROUP BY a HAVING sum(a) > 1;
SELECT max(a) FROM t;
SELECT tumble(INTERVAL '1 minute') AS w, count(*) FROM t GROUP BY w;
SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1 minute');
SELECT DISTINCT a FROM t;
SELECT t.a FROM t JOIN u ON t.a = u.a;
SELECT t.a FROM t, u;
SELECT t.a FROM t CROSS JOIN UNNEST(t.l) AS x (i);
SELECT row_number() OVER (PARTITION BY a ORDER BY ts) AS n FROM t;
SELECT unnest(l) FROM t;
SELECT a FROM t WHERE a IN (SELECT a FROM u);
SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u);
SELECT (SELECT 1);
SELECT a FROM t UNION SELECT a FROM u;
SELECT a FROM t INTERSECT SELECT a FROM u;
SELECT a FROM t EXCEPT SELECT a FROM u;
SELECT a > ALL (l) FROM t;
SELECT proctime();
WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r;
CREATE TEMPORARY TABLE look (a BIGINT) WITH (connector = 'case');
CREATE TABLE x FROM TOPIC 'y';
PAUSE JOB 1;
---- error
Error: GROUP BY cannot be run yet: this release runs queries that look at one row at a time
  4 | SELECT a FROM t GROUP BY a;
    |                 ^^^^^^^^^^

Error: count(), an aggregate function, cannot be run yet: this release runs queries that look at one row at a time
  5 | SELECT count(*) FROM t;
    |        ^^^^^

Error: GROUP BY cannot be run yet: this release runs queries that look at one row at a time
  6 | SELECT a, sum(a) AS s FROM t GROUP BY a HAVING sum(a) > 1;
    |                              ^^^^^^^^^^

Error: max(), an aggregate function, cannot be run yet: this release runs queries that look at one row at a time
  7 | SELECT max(a) FROM t;
    |        ^^^

Error: GROUP BY cannot be run yet: this release runs queries that look at one row at a time
  8 | SELECT tumble(INTERVAL '1 minute') AS w, count(*) FROM t GROUP BY w;
    |                                                          ^^^^^^^^^^

Error: The window function TUMBLE cannot be run yet: this release runs queries that look at one row at a time
  9 | SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1 minute');
    |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: SELECT DISTINCT cannot be run yet: this release runs queries that look at one row at a time
  10 | SELECT DISTINCT a FROM t;
     | ^^^^^^^^^^^^^^^^^^^^^^^^

Error: A join cannot be run yet: this release runs queries that look at one row at a time
  11 | SELECT t.a FROM t JOIN u ON t.a = u.a;
     |                 ^^^^^^^^^^^^^^^^^^^^^

Error: A join cannot be run yet: this release runs queries that look at one row at a time
  12 | SELECT t.a FROM t, u;
     |                    ^

Error: A join cannot be run yet: this release runs queries that look at one row at a time
  13 | SELECT t.a FROM t CROSS JOIN UNNEST(t.l) AS x (i);
     |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: OVER cannot be run yet: this release runs queries that look at one row at a time
  14 | SELECT row_number() OVER (PARTITION BY a ORDER BY ts) AS n FROM t;
     |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: UNNEST cannot be run yet: this release runs queries that look at one row at a time
  15 | SELECT unnest(l) FROM t;
     |        ^^^^^^

Error: A query inside an expression cannot be run yet: this release runs queries that look at one row at a time
  16 | SELECT a FROM t WHERE a IN (SELECT a FROM u);
     |                       ^^^^^^^^^^^^^^^^^^^^^^

Error: A query inside an expression cannot be run yet: this release runs queries that look at one row at a time
  17 | SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u);
     |                       ^^^^^^^^^^^^^^^^^^^^^^^^

Error: A query inside an expression cannot be run yet: this release runs queries that look at one row at a time
  18 | SELECT (SELECT 1);
     |        ^^^^^^^^^^

Error: UNION cannot be run yet: this release runs queries that look at one row at a time
  19 | SELECT a FROM t UNION SELECT a FROM u;
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: UNION ALL keeps all rows and runs.

Error: INTERSECT cannot be run yet: this release runs queries that look at one row at a time
  20 | SELECT a FROM t INTERSECT SELECT a FROM u;
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: EXCEPT cannot be run yet: this release runs queries that look at one row at a time
  21 | SELECT a FROM t EXCEPT SELECT a FROM u;
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: > ALL cannot be run yet: this release runs queries that look at one row at a time
  22 | SELECT a > ALL (l) FROM t;
     |        ^^^^^^^^^^^
Hint: Use = ANY(array) or array functions.

Error: proctime() cannot be run yet: this release runs queries that look at one row at a time
  23 | SELECT proctime();
     |        ^^^^^^^^
Hint: Use now(), or the event time row_time().

Error: Recursive CTEs are not supported
  24 | WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r;
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: A lookup table (TEMPORARY) cannot be run yet: this release runs queries that look at one row at a time
  25 | CREATE TEMPORARY TABLE look (a BIGINT) WITH (connector = 'case');
     |                        ^^^^

Error: CREATE TABLE … FROM TOPIC cannot be run yet: this release runs queries that look at one row at a time
  26 | CREATE TABLE x FROM TOPIC 'y';
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Declare the columns: CREATE TABLE t (a TEXT, …) WITH (…).

Error: Pausing and restarting jobs cannot be run yet: this release runs queries that look at one row at a time
  27 | PAUSE JOB 1;
     | ^^^^^^^^^^^
Hint: STOP JOB ends one.
