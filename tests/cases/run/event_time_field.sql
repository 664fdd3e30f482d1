CREATE TABLE t (ts TIMESTAMP) WITH (connector = 'case', event_time_field = 'ts');
SELECT row_time() AS at FROM t;
---- input t
{"ts":"2026-05-05T05:05:05"}
---- output
{"at":"2026-05-05T05:05:05"}
