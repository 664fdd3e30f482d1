-- The watermark is that of the slowest partition: nothing of the second one is late.
CREATE TABLE t (n BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
SELECT tumble(INTERVAL '10 seconds') AS w, sum(n) AS s FROM t GROUP BY w;
---- input t partition 0
{"n":1,"ts":"2026-01-01T10:00:01Z"}
{"n":2,"ts":"2026-01-01T10:00:59Z"}
---- input t partition 1
{"n":4,"ts":"2026-01-01T10:00:02Z"}
{"n":8,"ts":"2026-01-01T10:00:13Z"}
{"n":16,"ts":"2026-01-01T10:00:03Z"}
---- output
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:10"},"s":5}
{"w":{"start":"2026-01-01T10:00:10","end":"2026-01-01T10:00:20"},"s":8}
{"w":{"start":"2026-01-01T10:00:50","end":"2026-01-01T10:01:00"},"s":2}
