-- Parsed, and refused with one sentence until it is there.
CREATE TABLE t (a BIGINT, l BIGINT[], ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
SELECT a > ALL (l) FROM t;
WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r;
CREATE TEMPORARY TABLE look (a BIGINT) WITH (connector = 'case');
---- error
Error: > ALL cannot be run yet
  3 | SELECT a > ALL (l) FROM t;
    |        ^^^^^^^^^^^
Hint: Use = ANY(array) or array functions.

Error: Recursive CTEs are not supported
  4 | WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r;
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: A lookup table (TEMPORARY) cannot be run yet
  5 | CREATE TEMPORARY TABLE look (a BIGINT) WITH (connector = 'case');
    |                        ^^^^
