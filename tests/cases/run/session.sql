-- A row joins when it is at most the gap away; a late joiner merges two sessions.
CREATE TABLE t (name TEXT, n BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '20 seconds') WITH (connector = 'case');
SELECT session(INTERVAL '10 seconds') AS w, name, count(*) AS c, sum(n) AS s FROM t GROUP BY w, name;
SELECT session(INTERVAL '5 seconds') AS w, count(*) AS c, count(DISTINCT name) AS names FROM t GROUP BY w;
---- input t
{"name":"ann","n":1,"ts":"2026-01-01T10:00:00Z"}
{"name":"bob","n":2,"ts":"2026-01-01T10:00:05Z"}
{"name":"ann","n":3,"ts":"2026-01-01T10:00:20Z"}
{"name":"ann","n":4,"ts":"2026-01-01T10:00:10Z"}
{"name":"bob","n":5,"ts":"2026-01-01T10:00:15.000000001Z"}
{"name":"ann","n":6,"ts":"2026-01-01T10:01:00Z"}
{"name":"ann","n":7,"ts":"2026-01-01T10:00:31Z"}
{"name":"bob","n":8,"ts":"2026-01-01T10:00:26Z"}
---- output
{"w":{"start":"2026-01-01T10:00:05","end":"2026-01-01T10:00:15"},"name":"bob","c":1,"s":2}
{"w":{"start":"2026-01-01T10:00:15.000000001","end":"2026-01-01T10:00:25.000000001"},"name":"bob","c":1,"s":5}
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:30"},"name":"ann","c":3,"s":8}
{"w":{"start":"2026-01-01T10:00:31","end":"2026-01-01T10:00:41"},"name":"ann","c":1,"s":7}
{"w":{"start":"2026-01-01T10:01:00","end":"2026-01-01T10:01:10"},"name":"ann","c":1,"s":6}
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:15"},"c":3,"names":2}
{"w":{"start":"2026-01-01T10:00:15.000000001","end":"2026-01-01T10:00:25"},"c":2,"names":2}
{"w":{"start":"2026-01-01T10:01:00","end":"2026-01-01T10:01:05"},"c":1,"names":1}
