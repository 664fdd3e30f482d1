-- A late row meets the rows that are still held; rows that it could have met and that have left are gone.
CREATE TABLE a (k TEXT, n INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE TABLE b (k TEXT, m INT, at TIMESTAMP NOT NULL, WATERMARK FOR at) WITH (connector = 'case');
CREATE TABLE pairs (n INT, m INT) WITH (connector = 'case', type = 'sink');
INSERT INTO pairs SELECT n, m FROM a FULL JOIN b ON a.k = b.k AND at BETWEEN ts - INTERVAL '10 seconds' AND ts + INTERVAL '10 seconds';
---- input a
{"k": "x", "n": 1, "ts": "2026-01-01T10:00:00Z"}
{"k": "x", "n": 2, "ts": "2026-01-01T10:01:00Z"}
{"k": "x", "n": 3, "ts": "2026-01-01T10:00:20Z"}
{"k": "x", "n": 4, "ts": "2026-01-01T10:00:55Z"}
---- input b
{"k": "x", "m": 10, "at": "2026-01-01T10:00:21Z"}
{"k": "x", "m": 20, "at": "2026-01-01T10:02:00Z"}
{"k": "x", "m": 30, "at": "2026-01-01T10:00:58Z"}
---- output pairs sorted
{"n":1,"m":null}
{"n":2,"m":null}
{"n":3,"m":10}
{"n":4,"m":null}
{"n":null,"m":20}
{"n":null,"m":30}
