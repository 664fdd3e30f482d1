-- Every window that holds a row, also the partly filled ones at the edges; the slide need not divide the width.
CREATE TABLE t (n BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
SELECT hop(INTERVAL '2 seconds', INTERVAL '6 seconds') AS w, count(*) AS c, sum(n) AS s, max(n) AS high FROM t GROUP BY w;
SELECT hop_start(ts, INTERVAL '4 seconds', INTERVAL '6 seconds') AS start, hop_end(ts, INTERVAL '4 seconds', INTERVAL '6 seconds') AS stop, sum(n) AS s
  FROM t GROUP BY hop(ts, INTERVAL '4 seconds', INTERVAL '6 seconds');
SELECT hop(INTERVAL '10 seconds', INTERVAL '3 seconds') AS w, n % 2 AS odd, sum(n) AS s FROM t GROUP BY w, odd;
---- input t
{"n":1,"ts":"2026-01-01T10:00:01Z"}
{"n":2,"ts":"2026-01-01T10:00:02Z"}
{"n":3,"ts":"2026-01-01T10:00:03.5Z"}
{"n":4,"ts":"2026-01-01T10:00:10Z"}
{"n":5,"ts":"2026-01-01T10:00:12.999Z"}
{"n":6,"ts":"2026-01-01T10:00:13Z"}
{"n":7,"ts":"2026-01-01T10:01:00Z"}
---- output
{"w":{"start":"2026-01-01T09:59:56","end":"2026-01-01T10:00:02"},"c":1,"s":1,"high":1}
{"w":{"start":"2026-01-01T09:59:58","end":"2026-01-01T10:00:04"},"c":3,"s":6,"high":3}
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:06"},"c":3,"s":6,"high":3}
{"w":{"start":"2026-01-01T10:00:02","end":"2026-01-01T10:00:08"},"c":2,"s":5,"high":3}
{"w":{"start":"2026-01-01T10:00:06","end":"2026-01-01T10:00:12"},"c":1,"s":4,"high":4}
{"w":{"start":"2026-01-01T10:00:08","end":"2026-01-01T10:00:14"},"c":3,"s":15,"high":6}
{"w":{"start":"2026-01-01T10:00:10","end":"2026-01-01T10:00:16"},"c":3,"s":15,"high":6}
{"w":{"start":"2026-01-01T10:00:12","end":"2026-01-01T10:00:18"},"c":2,"s":11,"high":6}
{"w":{"start":"2026-01-01T10:00:56","end":"2026-01-01T10:01:02"},"c":1,"s":7,"high":7}
{"w":{"start":"2026-01-01T10:00:58","end":"2026-01-01T10:01:04"},"c":1,"s":7,"high":7}
{"w":{"start":"2026-01-01T10:01:00","end":"2026-01-01T10:01:06"},"c":1,"s":7,"high":7}
{"start":"2026-01-01T09:59:56","stop":"2026-01-01T10:00:02","s":1}
{"start":"2026-01-01T10:00:00","stop":"2026-01-01T10:00:06","s":6}
{"start":"2026-01-01T10:00:08","stop":"2026-01-01T10:00:14","s":15}
{"start":"2026-01-01T10:00:12","stop":"2026-01-01T10:00:18","s":11}
{"start":"2026-01-01T10:00:56","stop":"2026-01-01T10:01:02","s":7}
{"start":"2026-01-01T10:01:00","stop":"2026-01-01T10:01:06","s":7}
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:03"},"odd":1,"s":1}
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:03"},"odd":0,"s":2}
{"w":{"start":"2026-01-01T10:00:10","end":"2026-01-01T10:00:13"},"odd":0,"s":4}
{"w":{"start":"2026-01-01T10:00:10","end":"2026-01-01T10:00:13"},"odd":1,"s":5}
{"w":{"start":"2026-01-01T10:01:00","end":"2026-01-01T10:01:03"},"odd":1,"s":7}
