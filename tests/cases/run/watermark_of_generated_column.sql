CREATE TABLE t (ms BIGINT, ts TIMESTAMP AS (to_timestamp_millis(ms)), WATERMARK FOR ts) WITH (connector = 'case');
SELECT ms, row_time() AS at FROM t;
---- input t
{"ms":1767225600123}
---- output
{"ms":1767225600123,"at":"2026-01-01T00:00:00.123"}
