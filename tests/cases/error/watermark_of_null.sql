CREATE TABLE t (ts TIMESTAMP, WATERMARK FOR ts) WITH (connector = 'case');
SELECT ts FROM t;
---- input t
{"ts":"2026-01-01T00:00:00"}
{"ts":null}
---- error
Error: Cannot read topic t, partition 0, offset 1: Cannot decode column 'ts': NULL in a NOT NULL column
Note: Record: {"ts":null}
Hint: bad_data = 'drop' counts such records and goes on; 'dead_letter' sends them to a topic.
