-- Parsed, and refused with one sentence until it is there.
CREATE TABLE t (a BIGINT, l BIGINT[], ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE TABLE u (a BIGINT) WITH (connector = 'case');
SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1 minute');
SELECT t.a FROM t CROSS JOIN UNNEST(t.l) AS x (i);
SELECT row_number() OVER (PARTITION BY a ORDER BY ts) AS n FROM t;
SELECT unnest(l) FROM t;
SELECT a > ALL (l) FROM t;
SELECT proctime();
WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r;
CREATE TEMPORARY TABLE look (a BIGINT) WITH (connector = 'case');
CREATE TABLE x FROM TOPIC 'y';
PAUSE JOB 1;
---- error
Error: The window function TUMBLE cannot be run yet: this release runs queries that look at one row at a time
  4 | SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1 minute');
    |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: UNNEST cannot be run yet: this release runs queries that look at one row at a time
  5 | SELECT t.a FROM t CROSS JOIN UNNEST(t.l) AS x (i);
    |                              ^^^^^^^^^^^^^^^^^^^^

Error: OVER cannot be run yet: this release runs queries that look at one row at a time
  6 | SELECT row_number() OVER (PARTITION BY a ORDER BY ts) AS n FROM t;
    |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: UNNEST cannot be run yet: this release runs queries that look at one row at a time
  7 | SELECT unnest(l) FROM t;
    |        ^^^^^^

Error: > ALL cannot be run yet: this release runs queries that look at one row at a time
  8 | SELECT a > ALL (l) FROM t;
    |        ^^^^^^^^^^^
Hint: Use = ANY(array) or array functions.

Error: proctime() cannot be run yet: this release runs queries that look at one row at a time
  9 | SELECT proctime();
    |        ^^^^^^^^
Hint: Use now(), or the event time row_time().

Error: Recursive CTEs are not supported
  10 | WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r;
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: A lookup table (TEMPORARY) cannot be run yet: this release runs queries that look at one row at a time
  11 | CREATE TEMPORARY TABLE look (a BIGINT) WITH (connector = 'case');
     |                        ^^^^

Error: CREATE TABLE … FROM TOPIC cannot be run yet: this release runs queries that look at one row at a time
  12 | CREATE TABLE x FROM TOPIC 'y';
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Declare the columns: CREATE TABLE t (a TEXT, …) WITH (…).

Error: Pausing and restarting jobs cannot be run yet: this release runs queries that look at one row at a time
  13 | PAUSE JOB 1;
     | ^^^^^^^^^^^
Hint: STOP JOB ends one.
