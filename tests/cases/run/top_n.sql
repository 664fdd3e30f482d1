-- The first rows of each partition, as changes and as what is left in the end.
CREATE TABLE t (k TEXT, x INT, id TEXT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '2 seconds') WITH (connector = 'case');
CREATE TABLE first_of (k TEXT, id TEXT) WITH (connector = 'case');
INSERT INTO first_of SELECT k, id FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY ts) AS n FROM t) WHERE n = 1;
SELECT k, x, id, n FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY x DESC) AS n FROM t) WHERE n <= 2;
SELECT k, id, r FROM (SELECT *, rank() OVER (ORDER BY x) AS r FROM t) WHERE r < 3 AND id <> 'c';
SELECT k, id FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY ts DESC) AS n FROM t) WHERE n = 1;
SELECT id, unnest([n, n * 10]) AS m FROM (SELECT *, row_number() OVER (ORDER BY x, id) AS n FROM t) WHERE n BETWEEN 2 AND 3;
---- input t
{"k": "x", "x": 3, "id": "a", "ts": "2026-01-01T00:00:02"}
{"k": "x", "x": 1, "id": "b", "ts": "2026-01-01T00:00:01"}
{"k": "y", "x": 1, "id": "c", "ts": "2026-01-01T00:00:03"}
{"k": "x", "x": 5, "id": "d", "ts": "2026-01-01T00:00:02"}
{"k": "x", "x": 3, "id": "e", "ts": "2026-01-01T00:00:09"}
{"k": null, "x": 0, "id": "f", "ts": "2026-01-01T00:00:09"}
{"k": "y", "x": null, "id": "g", "ts": "2026-01-01T00:00:02"}
---- output
{"k":"x","x":5,"id":"d","n":1}
{"k":"x","x":3,"id":"a","n":2}
{"k":"y","x":null,"id":"g","n":1}
{"k":"y","x":1,"id":"c","n":2}
{"k":null,"x":0,"id":"f","n":1}
{"k":null,"id":"f","r":1}
{"k":"x","id":"b","r":2}
{"k":"x","id":"e"}
{"k":"y","id":"c"}
{"k":null,"id":"f"}
{"id":"b","m":2}
{"id":"b","m":20}
{"id":"c","m":3}
{"id":"c","m":30}
---- output first_of
{"k":"x","id":"b"}
{"k":"y","id":"c"}
{"k":null,"id":"f"}
