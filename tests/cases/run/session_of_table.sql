-- SESSION in FROM holds rows until their session is closed; a late row is left out, one between two sessions makes them one.
CREATE TABLE t (n INT, k TEXT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '5 seconds') WITH (connector = 'case');
SELECT n, k, window_start, window_end FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '10 seconds');
SELECT n, window_start FROM SESSION(TABLE t, DESCRIPTOR(ts), INTERVAL '10 seconds');
---- input t
{"n": 1, "k": "a", "ts": "2026-01-01T00:00:00"}
{"n": 2, "k": "b", "ts": "2026-01-01T00:00:03"}
{"n": 3, "k": "a", "ts": "2026-01-01T00:00:12"}
{"n": 4, "k": "a", "ts": "2026-01-01T00:00:10"}
{"n": 5, "k": "b", "ts": "2026-01-01T00:01:00"}
{"n": 6, "k": "b", "ts": "2026-01-01T00:00:30"}
{"n": 7, "k": "a", "ts": "2026-01-01T00:00:58"}
---- output
{"n":2,"k":"b","window_start":"2026-01-01T00:00:03","window_end":"2026-01-01T00:00:13"}
{"n":1,"k":"a","window_start":"2026-01-01T00:00:00","window_end":"2026-01-01T00:00:22"}
{"n":3,"k":"a","window_start":"2026-01-01T00:00:00","window_end":"2026-01-01T00:00:22"}
{"n":4,"k":"a","window_start":"2026-01-01T00:00:00","window_end":"2026-01-01T00:00:22"}
{"n":7,"k":"a","window_start":"2026-01-01T00:00:58","window_end":"2026-01-01T00:01:08"}
{"n":5,"k":"b","window_start":"2026-01-01T00:01:00","window_end":"2026-01-01T00:01:10"}
{"n":1,"window_start":"2026-01-01T00:00:00"}
{"n":2,"window_start":"2026-01-01T00:00:00"}
{"n":3,"window_start":"2026-01-01T00:00:00"}
{"n":4,"window_start":"2026-01-01T00:00:00"}
{"n":5,"window_start":"2026-01-01T00:00:58"}
{"n":7,"window_start":"2026-01-01T00:00:58"}
