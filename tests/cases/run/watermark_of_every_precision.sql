CREATE TABLE t (ms TIMESTAMP(3), WATERMARK FOR ms) WITH (connector = 'case');
SELECT ms, row_time() AS at, arrow_typeof(row_time()) AS type FROM t;
---- input t
{"ms":1767225600123}
---- output
{"ms":"2026-01-01T00:00:00.123","at":"2026-01-01T00:00:00.123","type":"TIMESTAMP"}
