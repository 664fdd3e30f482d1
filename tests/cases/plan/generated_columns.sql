CREATE TABLE t (ms BIGINT, ts TIMESTAMP AS (to_timestamp_millis(ms)), WATERMARK FOR ts) WITH (connector = 'case');
EXPLAIN SELECT ts FROM t WHERE ms > 0;
---- plan
Result  bounded, append-only  ts TIMESTAMP
  Project  ts
    Filter  ms > 0
      Watermark  event time ts, watermark ts
        Project  ms, to_timestamp_millis(ms) AS ts
          Scan t (case, json)  ms BIGINT
