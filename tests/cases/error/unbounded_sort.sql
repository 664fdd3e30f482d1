CREATE TABLE t (a BIGINT) WITH (connector = 'case', unbounded = true);
SELECT a FROM t ORDER BY a;
SELECT a FROM (SELECT a FROM t ORDER BY a) AS s LIMIT 3;
SELECT a FROM t ORDER BY a OFFSET 2;
---- error
Error: ORDER BY without LIMIT needs a bounded query
  2 | SELECT a FROM t ORDER BY a;
    |                          ^
Hint: Add LIMIT, or read up to now with 'source.until' = 'latest'.

Error: ORDER BY without LIMIT needs a bounded query
  3 | SELECT a FROM (SELECT a FROM t ORDER BY a) AS s LIMIT 3;
    |                                         ^
Hint: Add LIMIT, or read up to now with 'source.until' = 'latest'.

Error: ORDER BY without LIMIT needs a bounded query
  4 | SELECT a FROM t ORDER BY a OFFSET 2;
    |                          ^
Hint: Add LIMIT, or read up to now with 'source.until' = 'latest'.
