-- OVER over windowed rows: computed when the window closes. The best of each window is no top-N that changes.
CREATE TABLE t (k TEXT, x INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '1 second') WITH (connector = 'case');
CREATE TABLE best (at TIMESTAMP, k TEXT, c BIGINT) WITH (connector = 'case');
CREATE VIEW minutes AS SELECT tumble(INTERVAL '1 minute') AS w, k, count(*) AS c, sum(x) AS s FROM t GROUP BY w, k;
INSERT INTO best SELECT w.start, k, c FROM (SELECT *, row_number() OVER (PARTITION BY w ORDER BY c DESC, k) AS n FROM minutes) WHERE n = 1;
SELECT w.start, k, c, rank() OVER (PARTITION BY w.start ORDER BY c) AS r, sum(c) OVER (PARTITION BY w) AS total, lag(k) OVER (PARTITION BY w ORDER BY k) AS before FROM minutes;
SELECT window_start, k, sum(x) AS s, dense_rank() OVER (PARTITION BY window_start, window_end ORDER BY sum(x) DESC) AS r FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1 minute') GROUP BY window_start, window_end, k;
SELECT k, count(*) AS c, rank() OVER (ORDER BY count(*) DESC, k) AS place, sum(count(*)) OVER () AS total FROM (VALUES ('a'), ('b'), ('b')) AS v (k) GROUP BY k;
SELECT x, sum(x) OVER (ORDER BY ts ROWS 1 PRECEDING) AS s, avg(x) OVER (PARTITION BY k) AS a, min(x) OVER (ORDER BY ts ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS m, array_agg(x) OVER (ORDER BY ts ROWS 1 PRECEDING) AS l, count(DISTINCT k) OVER (ORDER BY ts) AS d, sum(x) FILTER (WHERE k = 'a') OVER (ORDER BY ts) AS fa FROM t;
---- input t
{"k": "a", "x": 5, "ts": "2026-01-01T00:00:10"}
{"k": "b", "x": 7, "ts": "2026-01-01T00:00:20"}
{"k": "a", "x": null, "ts": "2026-01-01T00:00:30"}
{"k": "c", "x": 6, "ts": "2026-01-01T00:01:03"}
{"k": "b", "x": 4, "ts": "2026-01-01T00:01:07"}
{"k": "a", "x": 9, "ts": "2026-01-01T00:02:07"}
---- output
{"start":"2026-01-01T00:00:00","k":"a","c":2,"r":2,"total":3,"before":null}
{"start":"2026-01-01T00:00:00","k":"b","c":1,"r":1,"total":3,"before":"a"}
{"start":"2026-01-01T00:01:00","k":"b","c":1,"r":1,"total":2,"before":null}
{"start":"2026-01-01T00:01:00","k":"c","c":1,"r":1,"total":2,"before":"b"}
{"start":"2026-01-01T00:02:00","k":"a","c":1,"r":1,"total":1,"before":null}
{"window_start":"2026-01-01T00:00:00","k":"b","s":7,"r":1}
{"window_start":"2026-01-01T00:00:00","k":"a","s":5,"r":2}
{"window_start":"2026-01-01T00:01:00","k":"c","s":6,"r":1}
{"window_start":"2026-01-01T00:01:00","k":"b","s":4,"r":2}
{"window_start":"2026-01-01T00:02:00","k":"a","s":9,"r":1}
{"k":"b","c":2,"place":1,"total":3}
{"k":"a","c":1,"place":2,"total":3}
{"x":5,"s":5,"a":7.0,"m":7,"l":[5],"d":1,"fa":5}
{"x":null,"s":7,"a":7.0,"m":4,"l":[7,null],"d":2,"fa":5}
{"x":9,"s":13,"a":7.0,"m":null,"l":[4,9],"d":3,"fa":14}
{"x":7,"s":12,"a":5.5,"m":6,"l":[5,7],"d":2,"fa":5}
{"x":4,"s":10,"a":5.5,"m":9,"l":[6,4],"d":3,"fa":5}
{"x":6,"s":6,"a":6.0,"m":4,"l":[null,6],"d":3,"fa":5}
---- output best
{"at":"2026-01-01T00:00:00","k":"a","c":2}
{"at":"2026-01-01T00:01:00","k":"b","c":1}
{"at":"2026-01-01T00:02:00","k":"a","c":1}
