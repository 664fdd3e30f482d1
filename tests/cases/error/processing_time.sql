-- What is not `proctime()` itself is no processing time; windows need rows that are neither updating nor windowed.
CREATE TABLE t (k TEXT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE VIEW of_now AS SELECT *, now() AS p FROM t;
CREATE VIEW later AS SELECT *, proctime() + INTERVAL '1' SECOND AS p FROM t;
CREATE VIEW changing AS SELECT k, count(*) AS n, proctime() AS p FROM t GROUP BY k;
CREATE VIEW windowed AS SELECT tumble(INTERVAL '1' SECOND) AS w, count(*) AS n, proctime() AS p FROM t GROUP BY w;
SELECT * FROM TABLE(TUMBLE(TABLE of_now, DESCRIPTOR(p), INTERVAL '1' SECOND));
SELECT * FROM TABLE(TUMBLE(TABLE later, DESCRIPTOR(p), INTERVAL '1' SECOND));
SELECT * FROM TABLE(TUMBLE(TABLE changing, DESCRIPTOR(p), INTERVAL '1' SECOND));
SELECT * FROM TABLE(TUMBLE(TABLE windowed, DESCRIPTOR(p), INTERVAL '1' SECOND));
SELECT proctime(1);
---- error
Error: p is not the event time: windows are made of event time
  7 | SELECT * FROM TABLE(TUMBLE(TABLE of_now, DESCRIPTOR(p), INTERVAL '1' SECOND));
    |                                                     ^
Hint: Declare it with WATERMARK FOR.

Error: p is not the event time: windows are made of event time
  8 | SELECT * FROM TABLE(TUMBLE(TABLE later, DESCRIPTOR(p), INTERVAL '1' SECOND));
    |                                                    ^
Hint: Declare it with WATERMARK FOR.

Error: time windows need an append-only input
  9 | SELECT * FROM TABLE(TUMBLE(TABLE changing, DESCRIPTOR(p), INTERVAL '1' SECOND));
    |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Aggregate by the window before the step that makes the rows updating.

Error: Windows of processing time need rows that have no window yet
  10 | SELECT * FROM TABLE(TUMBLE(TABLE windowed, DESCRIPTOR(p), INTERVAL '1' SECOND));
     |                                                       ^
Hint: Group by the window that the rows have.

Error: Function proctime does not take (BIGINT): it takes proctime()
  11 | SELECT proctime(1);
     |        ^^^^^^^^^^^
Hint: Cast the argument: CAST(x AS type) or x::type
