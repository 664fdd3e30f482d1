CREATE TABLE t (ts TIMESTAMP, WATERMARK FOR ts) WITH (connector = 'case');
SELECT ts FROM t;
---- input t
{"ts":"2026-01-01T00:00:00"}
{"ts":null}
---- error
Error: Column 'ts' is the event time and is NULL (topic t, partition 0, offset 1)
Hint: Declare it NOT NULL with bad_data = 'drop', or choose another column.
