-- The clock of the case stands still at 2026-01-01.
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
SELECT now() AS n, current_date AS d, a FROM t WHERE now() = now();
SELECT now() AS n;
---- input t
{"a":1}
---- output
{"n":"2026-01-01T00:00:00","d":"2026-01-01","a":1}
{"n":"2026-01-01T00:00:00"}
