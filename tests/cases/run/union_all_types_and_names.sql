-- By position, names of the first, types unified: BIGINT and DOUBLE, DATE and TIMESTAMP, number and TEXT.
SELECT 1 AS n, DATE '2026-01-01' AS at, 5 AS mixed, NULL AS nothing
UNION ALL SELECT 1.5, TIMESTAMP '2026-01-01 10:00:00', 'five', 7
UNION ALL SELECT CAST(2 AS SMALLINT), DATE '2026-01-02', 5.0, NULL;
---- output
{"n":1.0,"at":"2026-01-01T00:00:00","mixed":"5","nothing":null}
{"n":1.5,"at":"2026-01-01T10:00:00","mixed":"five","nothing":"7"}
{"n":2.0,"at":"2026-01-02T00:00:00","mixed":"5.0","nothing":null}
