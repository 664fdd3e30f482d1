CREATE TABLE t (a BIGINT, b TEXT, unread DOUBLE) WITH (connector = 'case');
EXPLAIN SELECT upper(b) AS big, a FROM t WHERE a > 1 AND b IS NOT NULL;
---- plan
Result  bounded, append-only  big TEXT, a BIGINT
  Project  upper(b) AS big, a
    Filter  (a > 1 AND b IS NOT NULL)
      Scan t (case, json)  a BIGINT, b TEXT
