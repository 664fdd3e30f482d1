CREATE TABLE t (a BIGINT, b TEXT, c DOUBLE, o BIGINT METADATA FROM 'offset_id') WITH (connector = 'case');
CREATE VIEW v AS SELECT a, b, c, o, a + 1 AS d FROM t;
EXPLAIN SELECT d FROM (SELECT * FROM v) AS x WHERE c > 1;
---- plan
Result  bounded, append-only  d BIGINT
  Project  d
    Filter  c > 1
      Project  c, d
        Project  c, a + 1 AS d
          Scan t (case, json)  a BIGINT, c DOUBLE
