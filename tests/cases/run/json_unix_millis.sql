CREATE TABLE t (n TIMESTAMP, day DATE) WITH (connector = 'case', json.timestamp_format = 'unix_millis', type = 'source');
CREATE TABLE out (n TIMESTAMP, day DATE) WITH (connector = 'case', json.timestamp_format = 'unix_millis', type = 'sink');
INSERT INTO out SELECT n, day FROM t;
SELECT n FROM t;
---- input t
{"n":1767225600123,"day":"2026-01-02"}
---- output
{"n":"2026-01-01T00:00:00.123"}
---- output out
{"n":1767225600123,"day":1767312000000}
