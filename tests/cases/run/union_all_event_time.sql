CREATE TABLE a (ts TIMESTAMP(3) NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE TABLE b (x BIGINT) WITH (connector = 'case');
SELECT kind, row_time() AS at FROM (SELECT 'a' AS kind FROM a UNION ALL SELECT 'b' FROM b) AS u;
---- input a
{"ts":"2026-03-03T00:00:00.003"}
---- input b
{"x":1}
---- output
{"kind":"a","at":"2026-03-03T00:00:00.003"}
{"kind":"b","at":"2026-01-01T00:00:00"}
