CREATE TABLE t (a BIGINT) WITH (connector = 'case');
EXPLAIN SELECT a FROM t UNION ALL VALUES (1), (2) ORDER BY a DESC LIMIT 3 OFFSET 1;
EXPLAIN SELECT a FROM t LIMIT 5;
---- plan
Result  bounded, append-only  a BIGINT
  Sort  a desc, limit 3, offset 1  [append-only; keeps all rows until the end]
    Union all
      Project  a
        Project  a
          Scan t (case, json)  a BIGINT
      Project  column1 AS a
        Values  2 rows

Result  bounded, append-only  a BIGINT
  Limit  5
    Project  a
      Scan t (case, json)  a BIGINT
