-- GROUP BY the window of a table function gives what GROUP BY the window gives, with a plan of its own or not.
CREATE TABLE t (k TEXT, x INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '3 seconds') WITH (connector = 'case');
CREATE VIEW told AS SELECT * FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '4 seconds', INTERVAL '10 seconds');
SELECT w.start AS window_start, k, c FROM (SELECT hop(INTERVAL '4 seconds', INTERVAL '10 seconds') AS w, k, count(*) AS c FROM t GROUP BY w, k);
SELECT window_start, k, count(*) AS c FROM told GROUP BY window_start, window_end, k;
SELECT window_start, k, count(*) AS c, max(window_time) AS m FROM told GROUP BY window_start, window_end, k;
SELECT session(INTERVAL '5 seconds') AS w, k, count(*) AS c FROM t GROUP BY w, k;
SELECT window_start, window_end, k, count(*) AS c FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '5 seconds') GROUP BY window_start, window_end, k;
SELECT DISTINCT window_end, k FROM told WHERE k = 'a';
SELECT k, count(*) AS c FROM told GROUP BY k;
---- input t
{"k": "a", "x": 1, "ts": "2026-01-01T00:00:01"}
{"k": "b", "x": 2, "ts": "2026-01-01T00:00:05"}
{"k": "a", "x": 3, "ts": "2026-01-01T00:00:03"}
{"k": "a", "x": 4, "ts": "2026-01-01T00:00:14"}
{"k": "b", "x": 5, "ts": "2026-01-01T00:00:12"}
{"k": "a", "x": 6, "ts": "2026-01-01T00:00:02"}
{"k": "b", "x": 7, "ts": "2026-01-01T00:00:40"}
---- output
{"window_start":"2025-12-31T23:59:52","k":"a","c":1}
{"window_start":"2025-12-31T23:59:56","k":"a","c":2}
{"window_start":"2025-12-31T23:59:56","k":"b","c":1}
{"window_start":"2026-01-01T00:00:00","k":"a","c":2}
{"window_start":"2026-01-01T00:00:00","k":"b","c":1}
{"window_start":"2026-01-01T00:00:04","k":"b","c":2}
{"window_start":"2026-01-01T00:00:08","k":"b","c":1}
{"window_start":"2026-01-01T00:00:08","k":"a","c":1}
{"window_start":"2026-01-01T00:00:12","k":"b","c":1}
{"window_start":"2026-01-01T00:00:12","k":"a","c":1}
{"window_start":"2026-01-01T00:00:32","k":"b","c":1}
{"window_start":"2026-01-01T00:00:36","k":"b","c":1}
{"window_start":"2026-01-01T00:00:40","k":"b","c":1}
{"window_start":"2025-12-31T23:59:52","k":"a","c":1}
{"window_start":"2025-12-31T23:59:56","k":"a","c":2}
{"window_start":"2025-12-31T23:59:56","k":"b","c":1}
{"window_start":"2026-01-01T00:00:00","k":"a","c":2}
{"window_start":"2026-01-01T00:00:00","k":"b","c":1}
{"window_start":"2026-01-01T00:00:04","k":"b","c":2}
{"window_start":"2026-01-01T00:00:08","k":"b","c":1}
{"window_start":"2026-01-01T00:00:08","k":"a","c":1}
{"window_start":"2026-01-01T00:00:12","k":"b","c":1}
{"window_start":"2026-01-01T00:00:12","k":"a","c":1}
{"window_start":"2026-01-01T00:00:32","k":"b","c":1}
{"window_start":"2026-01-01T00:00:36","k":"b","c":1}
{"window_start":"2026-01-01T00:00:40","k":"b","c":1}
{"window_start":"2025-12-31T23:59:52","k":"a","c":1,"m":"2026-01-01T00:00:01.999999999"}
{"window_start":"2025-12-31T23:59:56","k":"a","c":2,"m":"2026-01-01T00:00:05.999999999"}
{"window_start":"2025-12-31T23:59:56","k":"b","c":1,"m":"2026-01-01T00:00:05.999999999"}
{"window_start":"2026-01-01T00:00:00","k":"a","c":2,"m":"2026-01-01T00:00:09.999999999"}
{"window_start":"2026-01-01T00:00:00","k":"b","c":1,"m":"2026-01-01T00:00:09.999999999"}
{"window_start":"2026-01-01T00:00:04","k":"b","c":2,"m":"2026-01-01T00:00:13.999999999"}
{"window_start":"2026-01-01T00:00:08","k":"a","c":1,"m":"2026-01-01T00:00:17.999999999"}
{"window_start":"2026-01-01T00:00:08","k":"b","c":1,"m":"2026-01-01T00:00:17.999999999"}
{"window_start":"2026-01-01T00:00:12","k":"a","c":1,"m":"2026-01-01T00:00:21.999999999"}
{"window_start":"2026-01-01T00:00:12","k":"b","c":1,"m":"2026-01-01T00:00:21.999999999"}
{"window_start":"2026-01-01T00:00:32","k":"b","c":1,"m":"2026-01-01T00:00:41.999999999"}
{"window_start":"2026-01-01T00:00:36","k":"b","c":1,"m":"2026-01-01T00:00:45.999999999"}
{"window_start":"2026-01-01T00:00:40","k":"b","c":1,"m":"2026-01-01T00:00:49.999999999"}
{"w":{"start":"2026-01-01T00:00:01","end":"2026-01-01T00:00:08"},"k":"a","c":2}
{"w":{"start":"2026-01-01T00:00:05","end":"2026-01-01T00:00:10"},"k":"b","c":1}
{"w":{"start":"2026-01-01T00:00:12","end":"2026-01-01T00:00:17"},"k":"b","c":1}
{"w":{"start":"2026-01-01T00:00:14","end":"2026-01-01T00:00:19"},"k":"a","c":1}
{"w":{"start":"2026-01-01T00:00:40","end":"2026-01-01T00:00:45"},"k":"b","c":1}
{"window_start":"2026-01-01T00:00:01","window_end":"2026-01-01T00:00:08","k":"a","c":2}
{"window_start":"2026-01-01T00:00:05","window_end":"2026-01-01T00:00:10","k":"b","c":1}
{"window_start":"2026-01-01T00:00:12","window_end":"2026-01-01T00:00:17","k":"b","c":1}
{"window_start":"2026-01-01T00:00:14","window_end":"2026-01-01T00:00:19","k":"a","c":1}
{"window_start":"2026-01-01T00:00:40","window_end":"2026-01-01T00:00:45","k":"b","c":1}
{"window_end":"2026-01-01T00:00:02","k":"a"}
{"window_end":"2026-01-01T00:00:06","k":"a"}
{"window_end":"2026-01-01T00:00:10","k":"a"}
{"window_end":"2026-01-01T00:00:18","k":"a"}
{"window_end":"2026-01-01T00:00:22","k":"a"}
{"k":"a","c":9}
{"k":"b","c":9}
