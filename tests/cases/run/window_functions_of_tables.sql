-- TUMBLE and HOP in FROM: the columns of the table, then the window. Rows pass at once.
CREATE TABLE t (k TEXT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '1 second') WITH (connector = 'case');
SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10 seconds');
SELECT k, window_start, window_end FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5 seconds', INTERVAL '10 seconds')) AS w;
SELECT w.k, w.window_end FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '10 seconds', INTERVAL '3 seconds') w WHERE w.window_start > TIMESTAMP '1970-01-01 00:00:00';
---- input t
{"k": "a", "ts": "2026-01-01T00:00:01"}
{"k": null, "ts": "2026-01-01T00:00:12"}
{"k": "b", "ts": "1969-12-31T23:59:59.5"}
---- output
{"k":"a","ts":"2026-01-01T00:00:01","window_start":"2026-01-01T00:00:00","window_end":"2026-01-01T00:00:10","window_time":"2026-01-01T00:00:09.999999999"}
{"k":null,"ts":"2026-01-01T00:00:12","window_start":"2026-01-01T00:00:10","window_end":"2026-01-01T00:00:20","window_time":"2026-01-01T00:00:19.999999999"}
{"k":"b","ts":"1969-12-31T23:59:59.500","window_start":"1969-12-31T23:59:50","window_end":"1970-01-01T00:00:00","window_time":"1969-12-31T23:59:59.999999999"}
{"k":"a","window_start":"2025-12-31T23:59:55","window_end":"2026-01-01T00:00:05"}
{"k":"a","window_start":"2026-01-01T00:00:00","window_end":"2026-01-01T00:00:10"}
{"k":null,"window_start":"2026-01-01T00:00:05","window_end":"2026-01-01T00:00:15"}
{"k":null,"window_start":"2026-01-01T00:00:10","window_end":"2026-01-01T00:00:20"}
{"k":"b","window_start":"1969-12-31T23:59:50","window_end":"1970-01-01T00:00:00"}
{"k":"b","window_start":"1969-12-31T23:59:55","window_end":"1970-01-01T00:00:05"}
{"k":"a","window_end":"2026-01-01T00:00:03"}
{"k":null,"window_end":"2026-01-01T00:00:13"}
