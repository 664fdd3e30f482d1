-- What is late is judged row by row: a tumble drops it, a hop counts it in the windows that are still open.
CREATE TABLE t (n BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
SELECT tumble(INTERVAL '10 seconds') AS w, sum(n) AS s FROM t GROUP BY w;
SELECT hop(INTERVAL '5 seconds', INTERVAL '10 seconds') AS w, sum(n) AS s, max(n) AS high FROM t GROUP BY w;
SELECT session(INTERVAL '3 seconds') AS w, sum(n) AS s FROM t GROUP BY w;
---- input t
{"n":1,"ts":"2026-01-01T10:00:01Z"}
{"n":2,"ts":"2026-01-01T10:00:09Z"}
{"n":4,"ts":"2026-01-01T10:00:11Z"}
{"n":8,"ts":"2026-01-01T10:00:08Z"}
{"n":16,"ts":"2026-01-01T10:00:03Z"}
{"n":32,"ts":"2026-01-01T10:00:10Z"}
{"n":64,"ts":"2026-01-01T10:00:25Z"}
{"n":128,"ts":"2026-01-01T10:00:25Z"}
{"n":256,"ts":"2026-01-01T10:00:14Z"}
---- output
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:10"},"s":3}
{"w":{"start":"2026-01-01T10:00:10","end":"2026-01-01T10:00:20"},"s":36}
{"w":{"start":"2026-01-01T10:00:20","end":"2026-01-01T10:00:30"},"s":192}
{"w":{"start":"2026-01-01T09:59:55","end":"2026-01-01T10:00:05"},"s":1,"high":1}
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:10"},"s":3,"high":2}
{"w":{"start":"2026-01-01T10:00:05","end":"2026-01-01T10:00:15"},"s":46,"high":32}
{"w":{"start":"2026-01-01T10:00:10","end":"2026-01-01T10:00:20"},"s":36,"high":32}
{"w":{"start":"2026-01-01T10:00:20","end":"2026-01-01T10:00:30"},"s":192,"high":128}
{"w":{"start":"2026-01-01T10:00:25","end":"2026-01-01T10:00:35"},"s":192,"high":128}
{"w":{"start":"2026-01-01T10:00:01","end":"2026-01-01T10:00:04"},"s":1}
{"w":{"start":"2026-01-01T10:00:08","end":"2026-01-01T10:00:14"},"s":46}
{"w":{"start":"2026-01-01T10:00:25","end":"2026-01-01T10:00:28"},"s":192}
