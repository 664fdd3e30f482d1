-- row_time() is the event time: the declared column, else the time of the record; projections and views keep it.
CREATE TABLE t (ts TIMESTAMP NOT NULL, a BIGINT, WATERMARK FOR ts AS ts - INTERVAL '5 seconds') WITH (connector = 'case');
CREATE TABLE r (a BIGINT) WITH (connector = 'case');
CREATE VIEW v AS SELECT a FROM t WHERE a > 1;
SELECT a, row_time() AS at FROM v;
SELECT a, row_time() AS at FROM r;
---- input t
{"ts":"2026-01-01T10:00:00Z","a":1}
{"ts":"2026-01-01T09:00:00Z","a":2}
{"ts":"2026-01-01T11:00:00.5Z","a":3}
---- input r
{"a":1}
{"a":2}
---- output
{"a":2,"at":"2026-01-01T09:00:00"}
{"a":3,"at":"2026-01-01T11:00:00.500"}
{"a":1,"at":"2026-01-01T00:00:00"}
{"a":2,"at":"2026-01-01T00:00:01"}
