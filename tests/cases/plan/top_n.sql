-- The first rows of each partition: a filter over a rank is a top-N.
CREATE TABLE t (k TEXT, x BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case', unbounded = true);
EXPLAIN SELECT k, x, n FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY x DESC) AS n FROM t) WHERE n <= 3;
EXPLAIN SELECT k, x FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY x DESC) AS n FROM t) AS s WHERE n BETWEEN 2 AND 3 AND k <> 'a';
EXPLAIN SELECT k, x FROM (SELECT *, rank() OVER (ORDER BY x) AS n FROM t) WHERE 5 > n AND x > 1;
EXPLAIN SELECT k, x FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY ts) AS n FROM t) WHERE n = 1;
EXPLAIN SELECT k, x FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY ts DESC) AS n FROM t) WHERE n < 2;
EXPLAIN SELECT k, unnest([x, 1]) AS u FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY x) AS n FROM t) WHERE k = 'a' AND n < 3;
CREATE VIEW ranked AS SELECT k, dense_rank() OVER (PARTITION BY k ORDER BY x) AS r FROM t;
EXPLAIN SELECT * FROM ranked WHERE r <= 2.5;
EXPLAIN SELECT k, x FROM t ORDER BY x DESC LIMIT 3 OFFSET 1;
EXPLAIN SELECT k, x FROM t ORDER BY ts LIMIT 3;
EXPLAIN SELECT k, count(*) AS c FROM t GROUP BY k LIMIT 5;
---- plan
Result  unbounded, updating, key k, n  k TEXT, x BIGINT, n BIGINT UNSIGNED NOT NULL
  Project  k, x, n
    Project  k, x, row_number() over (partition by k order by x desc) AS n
      Top row_number, first 3, by k, order x desc  [updating, key k, row_number() over (partition by k order by x desc); keeps the first 3 of each partition for 24 hours]
        Watermark  event time ts, watermark ts
          Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, updating  k TEXT, x BIGINT
  Project  k, x
    Project  k, x, row_number() over (partition by k order by x desc) AS n
      Top row_number, 2 to 3, by k, order x desc  [updating, key k, row_number() over (partition by k order by x desc); keeps the first 3 of each partition for 24 hours]
        Filter  k <> 'a'
          Watermark  event time ts, watermark ts
            Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, updating  k TEXT, x BIGINT
  Project  k, x
    Filter  x > 1
      Project  k, x
        Top rank, first 4, order x  [updating; keeps the first 4 of each partition for 24 hours]
          Watermark  event time ts, watermark ts
            Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, append-only  k TEXT, x BIGINT
  Project  k, x
    Project  k, x
      Top row_number, first 1, by k, order ts  [append-only; keeps keys, and rows that may not be the first for 24 hours]
        Watermark  event time ts, watermark ts
          Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, updating, key k  k TEXT, x BIGINT
  Project  k, x
    Project  k, x
      Top row_number, first 1, by k, order ts desc  [updating, key k; keeps the first 1 of each partition for 24 hours]
        Watermark  event time ts, watermark ts
          Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, updating  k TEXT, u BIGINT
  Project  k, unnest AS u
    Unnest  _array
      Project  k, n, [x, 1] AS _array
        Project  k, x, row_number() over (partition by k order by x) AS n
          Top row_number, first 2, by k, order x  [updating, key k, row_number() over (partition by k order by x); keeps the first 2 of each partition for 24 hours]
            Filter  k = 'a'
              Watermark  event time ts, watermark ts
                Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, updating  k TEXT, r BIGINT UNSIGNED NOT NULL
  Project  k, r
    Project  k, dense_rank() over (partition by k order by x) AS r
      Top dense_rank, first 2, by k, order x  [updating; keeps the first 2 of each partition for 24 hours]
        Watermark  event time ts, watermark ts
          Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, updating  k TEXT, x BIGINT
  Top row_number, 2 to 4, order x desc  [updating; keeps the first 4 of each partition for 24 hours]
    Project  k, x
      Watermark  event time ts, watermark ts
        Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, updating  k TEXT, x BIGINT
  Project  k, x
    Top row_number, first 3, order _order  [updating; keeps the first 3 of each partition for 24 hours]
      Project  k, x, ts AS _order
        Watermark  event time ts, watermark ts
          Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  unbounded, updating, key k  k TEXT, c BIGINT NOT NULL
  Limit  5
    Project  k, count(*) AS c
      Aggregate  updating, by k, count(*) BIGINT  [updating, key k; keeps every group for 24 hours]
        Project  k
          Watermark  event time ts, watermark ts
            Scan t (case, json)  k TEXT, ts TIMESTAMP
