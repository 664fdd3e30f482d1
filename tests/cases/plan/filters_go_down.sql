CREATE TABLE t (a BIGINT, b TEXT, c DOUBLE) WITH (connector = 'case');
-- Below a grouping by the column, and UNION ALL.
EXPLAIN SELECT * FROM (SELECT a, count(*) AS n FROM (SELECT a FROM t UNION ALL SELECT a + 1 FROM t) AS u GROUP BY a) AS g WHERE a > 1 AND n > 2;
-- Not below what several read, nor where the condition looks at a call.
CREATE VIEW v AS SELECT b, count(*) AS n FROM t GROUP BY b;
EXPLAIN SELECT b, n FROM v WHERE b = 'x' UNION ALL SELECT b, n FROM v;
-- random() is not moved.
EXPLAIN SELECT a FROM (SELECT a FROM t GROUP BY a) AS g WHERE a > random();
---- plan
Result  bounded, updating, key a  a BIGINT, n BIGINT NOT NULL
  Project  a, n
    Filter  n > 2
      Project  a, count(*) AS n
        Aggregate  updating, by a, count(*) BIGINT  [updating, key a; keeps every group for 24 hours]
          Project  a
            Union all
              Filter  a > 1
                Project  a
                  Project  a
                    Scan t (case, json)  a BIGINT
              Filter  a > 1
                Project  a + 1 AS a
                  Project  a + 1
                    Scan t (case, json)  a BIGINT

Result  bounded, updating  b TEXT, n BIGINT NOT NULL
  Union all
    Project  b, n
      Project  b, n
        Filter  b = 'x'
          Project  b, count(*) AS n
            Aggregate  updating, by b, count(*) BIGINT  [updating, key b; keeps every group for 24 hours]
              Project  b
                Scan t (case, json)  b TEXT
    Project  b, n
      Project  b, n
        Project  b, count(*) AS n
          Aggregate  updating, by b, count(*) BIGINT  [updating, key b; keeps every group for 24 hours]
            Project  b
              Scan t (case, json)  b TEXT

Result  bounded, updating, key a  a BIGINT
  Project  a
    Filter  a > random()
      Project  a
        Aggregate  updating, by a  [updating, key a; keeps every group for 24 hours]
          Project  a
            Scan t (case, json)  a BIGINT
