-- Joins that cannot be.
CREATE TABLE t (a BIGINT, b TEXT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE TABLE u (a BIGINT, c TEXT, at TIMESTAMP NOT NULL, WATERMARK FOR at) WITH (connector = 'case');
CREATE TABLE live (a BIGINT, c TEXT) WITH (connector = 'case', unbounded = true);
CREATE TABLE plain (a BIGINT, c TEXT) WITH (connector = 'case', type = 'sink');
SELECT t.a FROM t JOIN u ON t.a > u.a;
SELECT t.a FROM t LEFT JOIN u ON t.ts BETWEEN u.at AND u.at + INTERVAL '1 hour';
SELECT t.a FROM t CROSS JOIN live;
SELECT t.a FROM t, live WHERE t.a < live.a;
SELECT t.a FROM t NATURAL JOIN u;
SELECT a FROM t JOIN u ON t.a = u.a;
SELECT t.a FROM t JOIN u ON t.a = u.nope;
SELECT t.a FROM t JOIN u ON t.a + u.a;
SELECT t.a FROM t JOIN u USING (b);
SELECT u.at FROM t JOIN u USING (a) GROUP BY nope;
INSERT INTO plain SELECT t.a, u.c FROM t LEFT JOIN u ON t.a = u.a;
INSERT INTO plain SELECT live.a, c FROM live WHERE a NOT IN (SELECT a FROM t);
CREATE VIEW minutes AS SELECT a, count(*) AS n, tumble(INTERVAL '1 minute') AS w FROM t GROUP BY a, w;
CREATE VIEW hours AS SELECT a, count(*) AS n, tumble(INTERVAL '1 hour') AS w FROM u GROUP BY a, w;
CREATE VIEW sessions AS SELECT a, count(*) AS n, session(INTERVAL '1 hour') AS w FROM u GROUP BY a, w;
SELECT * FROM minutes m JOIN sessions s ON m.a = s.a;
SELECT * FROM minutes m JOIN hours h ON m.w = h.w;
SELECT * FROM minutes m JOIN hours h ON m.a = h.a AND m.w.end = h.w.end;
SELECT * FROM minutes m JOIN hours h ON m.n > h.n;
SELECT t.a, x.i FROM t CROSS JOIN u AS x (i, j, k, l);
---- error
Error: Updating joins must include an equijoin condition
  6 | SELECT t.a FROM t JOIN u ON t.a > u.a;
    |                 ^^^^^^^^^^^^^^^^^^^^^
Hint: Add an equality between columns of both sides to ON, or aggregate both sides by the same window.

Error: Updating joins must include an equijoin condition
  7 | SELECT t.a FROM t LEFT JOIN u ON t.ts BETWEEN u.at AND u.at + INTERVAL '1 hour';
    |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Add an equality between columns of both sides to ON, or aggregate both sides by the same window.

Error: Updating joins must include an equijoin condition
  8 | SELECT t.a FROM t CROSS JOIN live;
    |                 ^^^^^^^^^^^^^^^^^
Hint: Add an equality between columns of both sides to ON, or aggregate both sides by the same window.

Error: Updating joins must include an equijoin condition
  9 | SELECT t.a FROM t, live WHERE t.a < live.a;
    |                    ^^^^
Hint: Add an equality between columns of both sides to ON, or aggregate both sides by the same window.

Error: can't handle join constraint other than ON
  10 | SELECT t.a FROM t NATURAL JOIN u;
     |                 ^^^^^^^^^^^^^^^^
Hint: Write the equality with ON or USING.

Error: 'a' is ambiguous: it could be t.a or u.a
  11 | SELECT a FROM t JOIN u ON t.a = u.a;
     |        ^
Hint: Write the table's name before it, quote it, or rename one with AS.

Error: 'u.nope' not found
  12 | SELECT t.a FROM t JOIN u ON t.a = u.nope;
     |                                   ^^^^^^
Hint: Columns of t, u: a, b, ts, a, c, at.

Error: ON needs a BOOLEAN, got BIGINT
  13 | SELECT t.a FROM t JOIN u ON t.a + u.a;
     |                             ^^^^^^^^^
Hint: Write a comparison, such as x <> 0.

Error: 'b' not found
  14 | SELECT t.a FROM t JOIN u USING (b);
     |                                 ^
Hint: USING needs a column of that name on both sides: a, c, at.

Error: 'nope' not found
  15 | SELECT u.at FROM t JOIN u USING (a) GROUP BY nope;
     |                                              ^^^^
Hint: Columns of t, u: a, b, ts, c, at.

Error: input is updating, but sink is not configured as an updating sink (hint: use format = 'debezium_json')
  16 | INSERT INTO plain SELECT t.a, u.c FROM t LEFT JOIN u ON t.a = u.a;
     |             ^^^^^

Error: input is updating, but sink is not configured as an updating sink (hint: use format = 'debezium_json')
  17 | INSERT INTO plain SELECT live.a, c FROM live WHERE a NOT IN (SELECT a FROM t);
     |             ^^^^^

Error: can't handle session windows in joins
  21 | SELECT * FROM minutes m JOIN sessions s ON m.a = s.a;
     |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Join before the aggregate by session, or aggregate by tumble or hop.

Error: can't handle mixed windowing between left and right
  22 | SELECT * FROM minutes m JOIN hours h ON m.w = h.w;
     |                                         ^^^^^^^^^
Hint: Aggregate both sides by the same window.

Error: can't handle mixed windowing between left and right
  23 | SELECT * FROM minutes m JOIN hours h ON m.a = h.a AND m.w.end = h.w.end;
     |                                                       ^^^^^^^^^^^^^^^^^
Hint: Aggregate both sides by the same window.

Error: Updating joins must include an equijoin condition
  24 | SELECT * FROM minutes m JOIN hours h ON m.n > h.n;
     |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Add an equality between columns of both sides to ON, or aggregate both sides by the same window.

Error: 4 column names were given for 3 columns
  25 | SELECT t.a, x.i FROM t CROSS JOIN u AS x (i, j, k, l);
     |                                     ^^^^^^^^^^^^^^^^^
