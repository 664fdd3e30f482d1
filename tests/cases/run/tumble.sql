-- A window closes when the watermark reaches its end; rows may come out of order before that. NULL is a key.
CREATE TABLE clicks (name TEXT, n BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '5 seconds') WITH (connector = 'case');
SELECT tumble(INTERVAL '1 minute') AS w, name, count(*) AS c, sum(n) AS s, min(n) AS low, max(n) AS high, avg(n) AS mean, row_time() AS at
  FROM clicks GROUP BY w, name;
SELECT tumble_start(ts, INTERVAL '1 hour') AS hour, count(*) AS c FROM clicks GROUP BY tumble(ts, INTERVAL '1 hour');
---- input clicks
{"name":"ann","n":1,"ts":"2026-01-01T10:00:01Z"}
{"name":"bob","n":2,"ts":"2026-01-01T10:00:59.999999999Z"}
{"name":"ann","n":3,"ts":"2026-01-01T10:01:00Z"}
{"name":"ann","n":null,"ts":"2026-01-01T10:00:58Z"}
{"name":null,"n":5,"ts":"2026-01-01T10:02:10Z"}
{"name":null,"n":7,"ts":"2026-01-01T10:02:09Z"}
{"name":"cyd","n":null,"ts":"1969-12-31T23:59:59Z"}
{"name":"bob","n":4,"ts":"2026-01-01T11:02:09Z"}
---- output
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:01:00"},"name":"ann","c":2,"s":1,"low":1,"high":1,"mean":1.0,"at":"2026-01-01T10:00:59.999999999"}
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:01:00"},"name":"bob","c":1,"s":2,"low":2,"high":2,"mean":2.0,"at":"2026-01-01T10:00:59.999999999"}
{"w":{"start":"2026-01-01T10:01:00","end":"2026-01-01T10:02:00"},"name":"ann","c":1,"s":3,"low":3,"high":3,"mean":3.0,"at":"2026-01-01T10:01:59.999999999"}
{"w":{"start":"2026-01-01T10:02:00","end":"2026-01-01T10:03:00"},"name":null,"c":2,"s":12,"low":5,"high":7,"mean":6.0,"at":"2026-01-01T10:02:59.999999999"}
{"w":{"start":"2026-01-01T11:02:00","end":"2026-01-01T11:03:00"},"name":"bob","c":1,"s":4,"low":4,"high":4,"mean":4.0,"at":"2026-01-01T11:02:59.999999999"}
{"hour":"2026-01-01T10:00:00","c":6}
{"hour":"2026-01-01T11:00:00","c":1}
