CREATE TABLE t (a BIGINT) WITH (connector = 'case', unbounded = true);
SELECT a FROM t ORDER BY a;
SELECT a FROM t ORDER BY a LIMIT 3;
---- error
Error: ORDER BY without LIMIT needs a bounded query
  2 | SELECT a FROM t ORDER BY a;
    |                          ^
Hint: Add LIMIT, or read up to now with 'source.until' = 'latest'.

Error: ORDER BY with LIMIT over an unbounded query cannot be run yet: this release runs queries that look at one row at a time
  3 | SELECT a FROM t ORDER BY a LIMIT 3;
    |                          ^
