-- Parsed, and refused with one sentence until it is there.
CREATE TABLE t (a BIGINT, l BIGINT[], ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE TABLE u (a BIGINT) WITH (connector = 'case');
SELECT a FROM t GROUP BY a;
SELECT count(*) FROM t;
SELECT a, sum(a) AS s FROM t GROUP BY a HAVING sum(a) > 1;
SELECT max(a) FROM t;
SELECT tumble(INTERVAL '1 minute') AS w, count(*) FROM t GROUP BY w;
SELECT DISTINCT a FROM t;
SELECT a FROM t UNION SELECT a FROM u;
SELECT a > ALL (l) FROM t;
SELECT proctime();
WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r;
CREATE TEMPORARY TABLE look (a BIGINT) WITH (connector = 'case');
CREATE TABLE x FROM TOPIC 'y';
PAUSE JOB 1;
---- output
{"count(*)":0}
{"max(a)":null}
---- error
Error: > ALL cannot be run yet: this release runs queries that look at one row at a time
  11 | SELECT a > ALL (l) FROM t;
     |        ^^^^^^^^^^^
Hint: Use = ANY(array) or array functions.

Error: proctime() cannot be run yet: this release runs queries that look at one row at a time
  12 | SELECT proctime();
     |        ^^^^^^^^
Hint: Use now(), or the event time row_time().

Error: Recursive CTEs are not supported
  13 | WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r;
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: A lookup table (TEMPORARY) cannot be run yet: this release runs queries that look at one row at a time
  14 | CREATE TEMPORARY TABLE look (a BIGINT) WITH (connector = 'case');
     |                        ^^^^

Error: CREATE TABLE … FROM TOPIC cannot be run yet: this release runs queries that look at one row at a time
  15 | CREATE TABLE x FROM TOPIC 'y';
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Declare the columns: CREATE TABLE t (a TEXT, …) WITH (…).

Error: Pausing and restarting jobs cannot be run yet: this release runs queries that look at one row at a time
  16 | PAUSE JOB 1;
     | ^^^^^^^^^^^
Hint: STOP JOB ends one.
