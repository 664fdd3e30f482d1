CREATE TABLE t (k TEXT, x BIGINT, ts TIMESTAMP NOT NULL, other TIMESTAMP, WATERMARK FOR ts) WITH (connector = 'case');
CREATE VIEW sessions AS SELECT session(INTERVAL '1 minute') AS w, count(*) AS c, row_time() AS at FROM t GROUP BY w;
CREATE VIEW told AS SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1 minute');
CREATE VIEW counts AS SELECT k, count(*) AS c FROM t GROUP BY k;
SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(other), INTERVAL '1 minute');
SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(nope), INTERVAL '1 minute');
SELECT * FROM TUMBLE(TABLE nope, DESCRIPTOR(ts), INTERVAL '1 minute');
SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts));
SELECT * FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1 minute');
SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1 month');
SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), x);
SELECT * FROM CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '1 minute', INTERVAL '1 hour');
SELECT * FROM TUMBEL(TABLE t, DESCRIPTOR(ts), INTERVAL '1 minute');
SELECT * FROM TUMBLE(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '1 minute');
SELECT * FROM HOP(TABLE told, DESCRIPTOR(ts), INTERVAL '1 minute', INTERVAL '2 minutes');
SELECT count(*) FROM told GROUP BY window_start, window_end, tumble(INTERVAL '2 minutes');
SELECT * FROM SESSION(TABLE sessions, DESCRIPTOR(at), INTERVAL '1 minute');
SELECT * FROM TUMBLE(TABLE sessions, DESCRIPTOR(at), INTERVAL '1 minute');
SELECT * FROM TUMBLE(TABLE counts, DESCRIPTOR(c), INTERVAL '1 minute');
---- error
Error: other is not the event time: windows are made of event time
  5 | SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(other), INTERVAL '1 minute');
    |                                          ^^^^^
Hint: Declare it with WATERMARK FOR.

Error: 'nope' not found
  6 | SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(nope), INTERVAL '1 minute');
    |                                          ^^^^
Hint: Columns of t: k, x, ts, other.

Error: table nope not found
  7 | SELECT * FROM TUMBLE(TABLE nope, DESCRIPTOR(ts), INTERVAL '1 minute');
    |                            ^^^^
Hint: SHOW TABLES lists them; CREATE TABLE makes one.

Error: tumble takes one duration: TUMBLE(TABLE t, DESCRIPTOR(ts), width)
  8 | SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts));
    |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: hop takes two durations: HOP(TABLE t, DESCRIPTOR(ts), slide, width)
  9 | SELECT * FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1 minute');
    |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: Windows do not support durations specified as months
  10 | SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1 month');
     |                                               ^^^^^^^^^^^^^^^^^^

Error: unsupported Duration expression, expect duration literal, not x
  11 | SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), x);
     |                                               ^
Hint: Write it as INTERVAL '5 minutes'.

Error: Cumulative windows are not supported
  12 | SELECT * FROM CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '1 minute', INTERVAL '1 hour');
     |               ^^^^^^^^
Hint: HOP gives windows that overlap; TUMBLE with the smallest step can be summed up afterwards.

Error: Window function 'tumbel' not found
  13 | SELECT * FROM TUMBEL(TABLE t, DESCRIPTOR(ts), INTERVAL '1 minute');
     |               ^^^^^^
Hint: There are TUMBLE, HOP and SESSION.

Error: Only SESSION takes PARTITION BY
  14 | SELECT * FROM TUMBLE(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '1 minute');
     |                                           ^
Hint: Windows of a fixed width are the same for all keys: name the keys in GROUP BY.

Error: can't window by both tumble(60 seconds) and hop(60 seconds, 120 seconds)
  15 | SELECT * FROM HOP(TABLE told, DESCRIPTOR(ts), INTERVAL '1 minute', INTERVAL '2 minutes');
     |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: can't window by both tumble(60 seconds) and tumble(120 seconds)
  16 | SELECT count(*) FROM told GROUP BY window_start, window_end, tumble(INTERVAL '2 minutes');
     |                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: can't reinvoke session window in nested aggregates
  17 | SELECT * FROM SESSION(TABLE sessions, DESCRIPTOR(at), INTERVAL '1 minute');
     |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: window in group by does not match input window
  18 | SELECT * FROM TUMBLE(TABLE sessions, DESCRIPTOR(at), INTERVAL '1 minute');
     |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: time windows need an append-only input
  19 | SELECT * FROM TUMBLE(TABLE counts, DESCRIPTOR(c), INTERVAL '1 minute');
     |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Aggregate by the window before the step that makes the rows updating.
