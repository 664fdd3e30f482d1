CREATE TABLE t (a BIGINT) WITH (connector = 'case');
EXPLAIN SELECT a * (2 + 3) AS x, upper('abc') AS y, now() > TIMESTAMP '2026-01-01 00:00:00' AS z FROM t WHERE 1 = 1 AND a > 10 / 2;
---- plan
Result  bounded, append-only  x BIGINT, y TEXT NOT NULL, z BOOLEAN NOT NULL
  Project  a * (2 + 3) AS x, 'ABC' AS y, now() > TIMESTAMP '2026-01-01 00:00:00' AS z
    Filter  a > 10 / 2
      Scan t (case, json)  a BIGINT
