-- The first rows of each partition: a filter over a rank is a top-N.
CREATE TABLE t (k TEXT, x BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case', unbounded = true);
EXPLAIN SELECT k, x, n FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY x DESC) AS n FROM t) WHERE n <= 3;
EXPLAIN SELECT k, x FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY x DESC) AS n FROM t) AS s WHERE n BETWEEN 2 AND 3 AND k <> 'a';
EXPLAIN SELECT k, x FROM (SELECT *, rank() OVER (ORDER BY x) AS n FROM t) WHERE 5 > n AND x > 1;
EXPLAIN SELECT k, x FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY ts) AS n FROM t) WHERE n = 1;
EXPLAIN SELECT k, x FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY ts DESC) AS n FROM t) WHERE n < 2;
CREATE VIEW ranked AS SELECT k, dense_rank() OVER (PARTITION BY k ORDER BY x) AS r FROM t;
EXPLAIN SELECT * FROM ranked WHERE r <= 2.5;
EXPLAIN SELECT k, x FROM t ORDER BY x DESC LIMIT 3 OFFSET 1;
EXPLAIN SELECT k, x FROM t ORDER BY ts LIMIT 3;
EXPLAIN SELECT k, count(*) AS c FROM t GROUP BY k LIMIT 5;
---- plan
Result  unbounded, append-only
  Project  k, x, n
    Project  k, x, row_number() over (partition by k order by x desc) AS n
      Top row_number, first 3, by k, order x desc
        Watermark  event time ts, watermark ts
          Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, append-only
  Project  k, x
    Filter  k <> 'a'
      Project  k, x
        Top row_number, 2 to 3, by k, order x desc
          Watermark  event time ts, watermark ts
            Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, append-only
  Project  k, x
    Filter  x > 1
      Project  k, x
        Top rank, first 4, order x
          Watermark  event time ts, watermark ts
            Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, append-only
  Project  k, x
    Project  k, x
      Top row_number, first 1, by k, order ts
        Watermark  event time ts, watermark ts
          Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, append-only
  Project  k, x
    Project  k, x
      Top row_number, first 1, by k, order ts desc
        Watermark  event time ts, watermark ts
          Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, append-only
  Project  k, r
    Project  k, dense_rank() over (partition by k order by x) AS r
      Top dense_rank, first 2, by k, order x
        Watermark  event time ts, watermark ts
          Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, append-only
  Top row_number, 2 to 4, order x desc
    Project  k, x
      Watermark  event time ts, watermark ts
        Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, append-only
  Project  k, x
    Top row_number, first 3, order _order
      Project  k, x, ts AS _order
        Watermark  event time ts, watermark ts
          Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, append-only
  Top row_number, first 5, order 
    Project  k, count(*) AS c
      Aggregate  updating, by k, count(*)
        Project  k
          Watermark  event time ts, watermark ts
            Scan t (case, json)  k TEXT, ts TIMESTAMP
