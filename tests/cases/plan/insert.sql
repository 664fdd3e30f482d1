CREATE TABLE t (a BIGINT) WITH (connector = 'case', unbounded = true);
CREATE TABLE out (a TEXT, b BIGINT) WITH (connector = 'case', type = 'sink');
EXPLAIN INSERT INTO out (b) SELECT a + 1 FROM t;
---- plan
Sink out (case, json)  unbounded, append-only  a TEXT, b BIGINT
  Project  NULL AS a, a + 1 AS b, _event_time
    Project  a + 1, _event_time
      Scan t (case, json)  a BIGINT
