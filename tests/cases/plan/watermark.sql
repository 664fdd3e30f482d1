CREATE TABLE t (a BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '5 seconds') WITH (connector = 'case');
CREATE TABLE r (a BIGINT) WITH (connector = 'case');
EXPLAIN SELECT a FROM t;
EXPLAIN SELECT a, row_time() AS at FROM r;
---- plan
Result  bounded, append-only  a BIGINT
  Project  a
    Watermark  event time ts, watermark ts - INTERVAL '5 seconds'
      Scan t (case, json)  a BIGINT, ts TIMESTAMP

Result  bounded, append-only  a BIGINT, at TIMESTAMP NOT NULL
  Project  a, row_time() AS at
    Scan r (case, json)  a BIGINT
