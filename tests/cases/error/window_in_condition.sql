-- A window where no window can be.
CREATE TABLE t (a BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
SELECT a FROM t WHERE hop(INTERVAL '1 minute', INTERVAL '2 minutes').start > ts;
SELECT t.a FROM t JOIN t AS u ON t.a = u.a AND tumble(INTERVAL '1 minute').start = u.ts;
SELECT a FROM t WHERE count(*) > 1;
---- error
Error: time window function hop is not allowed in this context. Are you missing a GROUP BY clause?
  3 | SELECT a FROM t WHERE hop(INTERVAL '1 minute', INTERVAL '2 minutes').start > ts;
    |                       ^^^

Error: time window function tumble is not allowed in this context. Are you missing a GROUP BY clause?
  4 | SELECT t.a FROM t JOIN t AS u ON t.a = u.a AND tumble(INTERVAL '1 minute').start = u.ts;
    |                                                ^^^^^^

Error: Aggregate function count is not allowed here
  5 | SELECT a FROM t WHERE count(*) > 1;
    |                       ^^^^^
Hint: Aggregates stand in SELECT, HAVING and ORDER BY: HAVING is the WHERE of groups.
