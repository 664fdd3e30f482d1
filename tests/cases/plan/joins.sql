-- Which kind a join is, its keys, and filters that go below it.
CREATE TABLE t (a BIGINT, b TEXT, n INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case', unbounded = TRUE);
CREATE TABLE u (a INT, c TEXT, at TIMESTAMP(3) NOT NULL, WATERMARK FOR at) WITH (connector = 'case', unbounded = TRUE);
EXPLAIN SELECT t.b, u.c FROM t JOIN u ON t.a = u.a AND t.n > 1 AND length(t.b) < u.a WHERE u.c = 'x';
EXPLAIN SELECT t.b, u.c FROM t LEFT JOIN u ON t.a = u.a AND u.c = 'x' WHERE t.n > 1 AND u.a > 2;
EXPLAIN SELECT t.b, u.c FROM t FULL JOIN u ON upper(t.b) = u.c WHERE t.n > 1;
EXPLAIN SELECT t.b, u.c FROM t JOIN u ON t.a = u.a AND u.at BETWEEN t.ts - INTERVAL '1 hour' AND t.ts + INTERVAL '5 minutes';
EXPLAIN SELECT t.b, u.c FROM t LEFT JOIN u ON t.a = u.a AND t.ts < u.at AND u.at < t.ts + INTERVAL '1 day' AND t.ts > u.at - INTERVAL '1 second';
EXPLAIN SELECT t.b, u.c FROM t JOIN u ON t.a = u.a AND u.at >= t.ts;
EXPLAIN SELECT t.b FROM t WHERE t.a IS NOT NULL AND t.a IN (SELECT a FROM u) AND NOT EXISTS (SELECT 1 FROM u WHERE u.c IS NOT DISTINCT FROM 'x' AND u.c = t.b);
EXPLAIN SELECT column1 FROM (VALUES (1), (2)) WHERE column1 > (SELECT 1);
---- plan
Result  unbounded, append-only  b TEXT, c TEXT
  Project  b, c
    Join  inner, regular, on a = a AND length(t.b) < u.a  [append-only; keeps rows of both sides for 24 hours]
      Filter  t.n > 1
        Watermark  event time ts, watermark ts
          Scan t (case, json)  a BIGINT, b TEXT, n INT, ts TIMESTAMP
      Project  a, c, _watermark, at AS _event_time, a
        Filter  u.c = 'x'
          Watermark  event time at, watermark at
            Scan u (case, json)  a INT, c TEXT, at TIMESTAMP(3)

Result  unbounded, updating  b TEXT, c TEXT
  Project  b, c
    Filter  u.a > 2
      Join  left, regular, on a = a  [updating; keeps rows of both sides for 24 hours]
        Filter  t.n > 1
          Watermark  event time ts, watermark ts
            Scan t (case, json)  a BIGINT, b TEXT, n INT, ts TIMESTAMP
        Project  a, c, _watermark, at AS _event_time, a
          Filter  u.c = 'x'
            Watermark  event time at, watermark at
              Scan u (case, json)  a INT, c TEXT, at TIMESTAMP(3)

Result  unbounded, updating  b TEXT, c TEXT
  Project  b, c
    Filter  t.n > 1
      Join  full, regular, on upper(t.b) = c  [updating; keeps rows of both sides for 24 hours]
        Project  b, n, ts, _watermark, upper(t.b)
          Watermark  event time ts, watermark ts
            Scan t (case, json)  b TEXT, n INT, ts TIMESTAMP
        Project  c, _watermark, at AS _event_time
          Watermark  event time at, watermark at
            Scan u (case, json)  c TEXT, at TIMESTAMP(3)

Result  unbounded, append-only  b TEXT, c TEXT
  Project  b, c
    Join  inner, interval, from -3600 s to 300 s, on a = a  [append-only; keeps rows that may still match]
      Watermark  event time ts, watermark ts
        Scan t (case, json)  a BIGINT, b TEXT, ts TIMESTAMP
      Project  c, _watermark, at AS _event_time, a
        Watermark  event time at, watermark at
          Scan u (case, json)  a INT, c TEXT, at TIMESTAMP(3)

Result  unbounded, append-only  b TEXT, c TEXT
  Project  b, c
    Join  left, interval, from 1e-9 s to 0.999999999 s, on a = a  [append-only; keeps rows that may still match]
      Watermark  event time ts, watermark ts
        Scan t (case, json)  a BIGINT, b TEXT, ts TIMESTAMP
      Project  c, _watermark, at AS _event_time, a
        Watermark  event time at, watermark at
          Scan u (case, json)  a INT, c TEXT, at TIMESTAMP(3)

Result  unbounded, append-only  b TEXT, c TEXT
  Project  b, c
    Join  inner, regular, on a = a AND u.at >= t.ts  [append-only; keeps rows of both sides for 24 hours]
      Watermark  event time ts, watermark ts
        Scan t (case, json)  a BIGINT, b TEXT, ts TIMESTAMP
      Project  c, at, _watermark, at AS _event_time, a
        Watermark  event time at, watermark at
          Scan u (case, json)  a INT, c TEXT, at TIMESTAMP(3)

Result  unbounded, updating  b TEXT
  Project  b
    Join  anti, regular, on b = c  [updating; keeps rows of both sides for 24 hours]
      Join  semi, regular, on a = a  [updating; keeps rows of both sides for 24 hours]
        Filter  a IS NOT NULL
          Watermark  event time ts, watermark ts
            Scan t (case, json)  a BIGINT, b TEXT, ts TIMESTAMP
        Project  _watermark, at AS _event_time, a
          Project  a, at, _watermark
            Watermark  event time at, watermark at
              Scan u (case, json)  a INT, c TEXT, at TIMESTAMP(3)
      Project  c, _watermark, at AS _event_time
        Project  c, at, _watermark
          Filter  u.c IS NOT DISTINCT FROM 'x'
            Watermark  event time at, watermark at
              Scan u (case, json)  a INT, c TEXT, at TIMESTAMP(3)

Result  bounded, append-only  column1 BIGINT NOT NULL
  Project  column1
    Filter  column1 > (SELECT 1)
      Join  left, at the end  [append-only; keeps all rows until the end]
        Values  2 rows
        Project  1
          Values  1 row
