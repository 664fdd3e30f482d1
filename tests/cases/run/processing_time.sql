-- The clock of the case stands still at 2026-01-01; windows close at the end. No row is late, whatever its event time is.
CREATE TABLE t (k TEXT, a BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE VIEW timed AS SELECT *, proctime() AS p FROM t;
CREATE VIEW renamed AS SELECT k, a, p AS at FROM timed WHERE a > 1;
CREATE VIEW made AS SELECT a, proctime() AS p FROM (VALUES (1), (2)) AS v (a);
SELECT proctime() AS p, proctime() = now() AS same;
WITH c AS (SELECT *, proctime() AS p_time FROM t)
SELECT k, count(*) AS n, sum(a) AS a, window_start, window_end
FROM TABLE(TUMBLE(TABLE c, DESCRIPTOR(p_time), INTERVAL '10' SECOND))
GROUP BY k, window_start, window_end;
SELECT count(*) AS n, window_start, window_end
FROM TABLE(HOP(TABLE renamed, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND))
WHERE k <> 'z'
GROUP BY window_start, window_end;
SELECT k, count(*) AS n, window_start, window_end
FROM TABLE(SESSION(TABLE timed PARTITION BY k, DESCRIPTOR(p), INTERVAL '3' SECOND))
GROUP BY k, window_start, window_end;
SELECT k, a, ts, p, window_end FROM TABLE(TUMBLE(TABLE timed, DESCRIPTOR(p), INTERVAL '1' MINUTE)) WHERE p = now() AND a < 3;
SELECT k, count(*) AS n, window_start FROM TABLE(TUMBLE(TABLE timed, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY k, window_start, window_end;
SELECT sum(a) AS a FROM TABLE(TUMBLE(TABLE made, DESCRIPTOR(p), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;
---- input t
{"k":"x","a":1,"ts":"2030-01-01T00:00:00"}
{"k":"y","a":2,"ts":"2030-01-01T00:00:01"}
{"k":"x","a":3,"ts":"2020-01-01T00:00:00"}
---- output
{"p":"2026-01-01T00:00:00","same":true}
{"k":"x","n":2,"a":4,"window_start":"2026-01-01T00:00:00","window_end":"2026-01-01T00:00:10"}
{"k":"y","n":1,"a":2,"window_start":"2026-01-01T00:00:00","window_end":"2026-01-01T00:00:10"}
{"n":2,"window_start":"2025-12-31T23:59:55","window_end":"2026-01-01T00:00:05"}
{"n":2,"window_start":"2026-01-01T00:00:00","window_end":"2026-01-01T00:00:10"}
{"k":"x","n":2,"window_start":"2026-01-01T00:00:00","window_end":"2026-01-01T00:00:03"}
{"k":"y","n":1,"window_start":"2026-01-01T00:00:00","window_end":"2026-01-01T00:00:03"}
{"k":"x","a":1,"ts":"2030-01-01T00:00:00","p":"2026-01-01T00:00:00","window_end":"2026-01-01T00:01:00"}
{"k":"y","a":2,"ts":"2030-01-01T00:00:01","p":"2026-01-01T00:00:00","window_end":"2026-01-01T00:01:00"}
{"k":"x","n":1,"window_start":"2030-01-01T00:00:00"}
{"k":"y","n":1,"window_start":"2030-01-01T00:00:00"}
{"a":3}
