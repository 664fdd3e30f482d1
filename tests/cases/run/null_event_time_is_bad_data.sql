CREATE TABLE t (n INT, ts TIMESTAMP, WATERMARK FOR ts) WITH (connector = 'case', bad_data = 'drop');
SELECT n, ts FROM t;
---- input t
{"n":1,"ts":"2026-01-01T00:00:00"}
{"n":2,"ts":null}
{"n":3}
{"n":4,"ts":"2026-01-01T00:00:01"}
---- output
{"n":1,"ts":"2026-01-01T00:00:00"}
{"n":4,"ts":"2026-01-01T00:00:01"}
