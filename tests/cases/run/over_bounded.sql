-- Over bounded input everything can be computed, at the end.
CREATE TABLE t (k TEXT, x BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
SELECT k, x, row_number() OVER (PARTITION BY k ORDER BY x DESC) AS n, rank() OVER (ORDER BY x), lag(x, 1, -1) OVER (PARTITION BY k ORDER BY ts) AS before FROM t;
SELECT x, count(*) OVER (ORDER BY x) AS c, count(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS near, first_value(x) IGNORE NULLS OVER (ORDER BY ts ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS next FROM t;
SELECT x, count(*) OVER (ORDER BY x RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) AS r, count(*) OVER (ORDER BY ts RANGE INTERVAL '2 seconds' PRECEDING) AS seconds, count(*) OVER (ORDER BY x GROUPS 1 PRECEDING) AS g FROM t ORDER BY ts;
SELECT x + lead(x) OVER (ORDER BY ts) AS s FROM t ORDER BY row_number() OVER (ORDER BY ts DESC);
---- input t
{"k": "a", "x": 5, "ts": "2026-01-01T00:00:00"}
{"k": "b", "x": 7, "ts": "2026-01-01T00:00:01"}
{"k": "a", "x": null, "ts": "2026-01-01T00:00:02"}
{"k": "a", "x": 6, "ts": "2026-01-01T00:00:03"}
{"k": "b", "x": 6, "ts": "2026-01-01T00:00:07"}
---- output
{"k":"a","x":5,"n":3,"rank() over (order by x)":1,"before":-1}
{"k":"a","x":null,"n":1,"rank() over (order by x)":5,"before":5}
{"k":"a","x":6,"n":2,"rank() over (order by x)":2,"before":null}
{"k":"b","x":7,"n":1,"rank() over (order by x)":4,"before":-1}
{"k":"b","x":6,"n":2,"rank() over (order by x)":2,"before":7}
{"x":5,"c":1,"near":2,"next":5}
{"x":7,"c":4,"near":2,"next":7}
{"x":null,"c":5,"near":1,"next":6}
{"x":6,"c":3,"near":3,"next":6}
{"x":6,"c":3,"near":3,"next":6}
{"x":5,"r":1,"seconds":1,"g":1}
{"x":7,"r":3,"seconds":2,"g":3}
{"x":null,"r":1,"seconds":3,"g":2}
{"x":6,"r":3,"seconds":3,"g":3}
{"x":6,"r":3,"seconds":1,"g":3}
{"s":null}
{"s":12}
{"s":null}
{"s":null}
{"s":12}
