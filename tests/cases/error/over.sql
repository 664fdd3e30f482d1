CREATE TABLE t (k TEXT, x BIGINT, l BIGINT[], ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case', unbounded = true);
CREATE TABLE b (k TEXT, x BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
SELECT k, row_number() OVER (PARTITION BY k ORDER BY x) AS n FROM t;
CREATE VIEW ranked AS SELECT k, x, rank() OVER (PARTITION BY k ORDER BY x) AS r FROM t;
SELECT k FROM ranked WHERE x > 1;
SELECT k, lag(x) OVER (PARTITION BY k ORDER BY x) AS before FROM t;
SELECT row_number() OVER (ORDER BY c) FROM (SELECT tumble(INTERVAL '1 minute') AS w, k, count(*) AS c FROM t GROUP BY w, k);
SELECT row_number() OVER (PARTITION BY w, w.start ORDER BY c) FROM (SELECT tumble(INTERVAL '1 minute') AS w, k, count(*) AS c FROM t GROUP BY w, k);
SELECT row_number() OVER (PARTITION BY w ORDER BY c) FROM (SELECT session(INTERVAL '1 minute') AS w, k, count(*) AS c FROM t GROUP BY w, k);
SELECT row_number() OVER (PARTITION BY k ORDER BY c) AS n FROM (SELECT k, count(*) AS c FROM t GROUP BY k);
SELECT x FROM b WHERE row_number() OVER (ORDER BY x) < 3;
SELECT row_number() FROM b;
SELECT upper(k) OVER (ORDER BY x) FROM b;
SELECT count(count(*) OVER ()) OVER (ORDER BY x) FROM b;
SELECT ntile(0) OVER (ORDER BY x) FROM b;
SELECT lag(DISTINCT x) OVER (ORDER BY x) FROM b;
SELECT rank() IGNORE NULLS OVER (ORDER BY x) FROM b;
SELECT lag(x, 1, 'a') OVER (ORDER BY x) FROM b;
SELECT lag() OVER (ORDER BY x) FROM b;
SELECT count(*) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED FOLLOWING AND CURRENT ROW) FROM b;
SELECT count(*) OVER (ORDER BY x ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM b;
SELECT count(*) OVER (ORDER BY x ROWS -1 PRECEDING) FROM b;
SELECT count(*) OVER (GROUPS 1 PRECEDING) FROM b;
SELECT count(*) OVER (ORDER BY x, k RANGE 1 PRECEDING) FROM b;
SELECT count(*) OVER (ORDER BY k RANGE 1 PRECEDING) FROM b;
SELECT count(*) OVER (ORDER BY ts RANGE INTERVAL '1 month' PRECEDING) FROM b;
SELECT tumble(INTERVAL '1 minute') FROM b;
SELECT x FROM b WHERE hop(INTERVAL '1 minute', INTERVAL '2 minutes') IS NULL;
---- error
Error: Window functions require already windowed input
  3 | SELECT k, row_number() OVER (PARTITION BY k ORDER BY x) AS n FROM t;
    |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Aggregate by a window first, or keep the first rows of each partition: WHERE row_number <= n.

Error: Window functions require already windowed input
  1 | SELECT k, x, rank() OVER (PARTITION BY k ORDER BY x) AS r FROM t
    |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Aggregate by a window first, or keep the first rows of each partition: WHERE row_number <= n.

Error: Window functions require already windowed input
  6 | SELECT k, lag(x) OVER (PARTITION BY k ORDER BY x) AS before FROM t;
    |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Aggregate by a window first, or keep the first rows of each partition: WHERE row_number <= n.

Error: Window function requires exactly one window expression in partition_by
  7 | SELECT row_number() OVER (ORDER BY c) FROM (SELECT tumble(INTERVAL '1 minute') AS w, k, count(*) AS…
    |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Add the window to PARTITION BY.

Error: Window function requires exactly one window expression in partition_by
  8 | SELECT row_number() OVER (PARTITION BY w, w.start ORDER B…
    |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Add the window to PARTITION BY.

Error: Window functions do not support session windows
  9 | SELECT row_number() OVER (PARTITION BY w ORDER BY c) FROM (SELECT session(INTERVAL '1 minute') AS w…
    |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: Window functions require already windowed input
  10 | SELECT row_number() OVER (PARTITION BY k ORDER BY c) AS n FROM (SELECT k, count(*) AS c FROM t GROU…
     |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Aggregate by a window first, or keep the first rows of each partition: WHERE row_number <= n.

Error: Calls with OVER stand in the select list or in ORDER BY
  11 | SELECT x FROM b WHERE row_number() OVER (ORDER BY x) < 3;
     |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Compute it in a derived table: SELECT … FROM (SELECT …, f() OVER (…) AS n FROM t) WHERE n <= 3.

Error: row_number needs OVER (…)
  12 | SELECT row_number() FROM b;
     |        ^^^^^^^^^^^^

Error: upper is neither a window function nor an aggregate
  13 | SELECT upper(k) OVER (ORDER BY x) FROM b;
     |        ^^^^^
Hint: SHOW FUNCTIONS lists them.

Error: count cannot stand here: calls with OVER are not nested
  14 | SELECT count(count(*) OVER ()) OVER (ORDER BY x) FROM b;
     |              ^^^^^^^^^^^^^^^^
Hint: Compute the inner one in a derived table first.

Error: ntile needs a constant above zero
  15 | SELECT ntile(0) OVER (ORDER BY x) FROM b;
     |        ^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: lag is not an aggregate
  16 | SELECT lag(DISTINCT x) OVER (ORDER BY x) FROM b;
     |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: rank looks at no values: it takes no IGNORE or RESPECT NULLS
  17 | SELECT rank() IGNORE NULLS OVER (ORDER BY x) FROM b;
     |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: cannot cast 'a' to BIGINT in lag(x, 1, 'a') over (order by x)
  18 | SELECT lag(x, 1, 'a') OVER (ORDER BY x) FROM b;
     |                  ^^^

Error: Function lag does not take (): it takes lag(any[, integer[, any]])
  19 | SELECT lag() OVER (ORDER BY x) FROM b;
     |        ^^^^^^^^^^^^^^^^^^^^^^^

Error: A frame cannot start behind its last row
  20 | SELECT count(*) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED FOLLOWING AND CURRENT ROW) FROM b;
     |                                               ^^^^^^^^^^^^^^^^^^^

Error: The frame starts behind its end
  21 | SELECT count(*) OVER (ORDER BY x ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM b;
     |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: A frame is bounded by a whole number, not -1
  22 | SELECT count(*) OVER (ORDER BY x ROWS -1 PRECEDING) FROM b;
     |                                       ^^

Error: GROUPS needs ORDER BY
  23 | SELECT count(*) OVER (GROUPS 1 PRECEDING) FROM b;
     |                       ^^^^^^^^^^^^^^^^^^

Error: RANGE with a distance needs one ORDER BY expression
  24 | SELECT count(*) OVER (ORDER BY x, k RANGE 1 PRECEDING) FROM b;
     |                                           ^

Error: RANGE over TEXT cannot be bounded by 1
  25 | SELECT count(*) OVER (ORDER BY k RANGE 1 PRECEDING) FROM b;
     |                                        ^

Error: RANGE over TIMESTAMP cannot be bounded by INTERVAL '1 month'
  26 | SELECT count(*) OVER (ORDER BY ts RANGE INTERVAL '1 month' PRECEDING) FROM b;
     |                                         ^^^^^^^^^^^^^^^^^^

Error: time window function tumble is not allowed in this context. Are you missing a GROUP BY clause?
  27 | SELECT tumble(INTERVAL '1 minute') FROM b;
     |        ^^^^^^

Error: time window function hop is not allowed in this context. Are you missing a GROUP BY clause?
  28 | SELECT x FROM b WHERE hop(INTERVAL '1 minute', INTERVAL '2 minutes') IS NULL;
     |                       ^^^
