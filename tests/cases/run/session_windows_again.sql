-- Sessions whose ends the watermark just reaches are not late for the aggregate above them.
CREATE TABLE t (a BIGINT NOT NULL, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
SELECT w, sum(c) AS c FROM (SELECT session(INTERVAL '4 seconds') AS w, a, count(*) AS c FROM t GROUP BY w, a) GROUP BY w;
---- input t
{"a":1,"ts":"2026-01-01T10:00:00Z"}
{"a":1,"ts":"2026-01-01T10:00:02Z"}
{"a":2,"ts":"2026-01-01T10:00:02Z"}
{"a":3,"ts":"2026-01-01T10:00:06Z"}
{"a":3,"ts":"2026-01-01T10:00:11Z"}
---- output
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:06"},"c":2}
{"w":{"start":"2026-01-01T10:00:02","end":"2026-01-01T10:00:06"},"c":1}
{"w":{"start":"2026-01-01T10:00:06","end":"2026-01-01T10:00:10"},"c":1}
{"w":{"start":"2026-01-01T10:00:11","end":"2026-01-01T10:00:15"},"c":1}
