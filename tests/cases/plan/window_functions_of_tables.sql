-- Aggregating by the window of a table function is the windowed aggregate: no row is told its window, unless somebody looks.
CREATE TABLE t (k TEXT, x BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
EXPLAIN SELECT k, window_end, count(*) FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5 seconds', INTERVAL '10 seconds') WHERE x > 1 GROUP BY window_start, window_end, k;
EXPLAIN SELECT window_end, count(*) FROM (SELECT window_start, window_end, x + 1 AS y FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5 seconds')) GROUP BY window_start, window_end;
EXPLAIN SELECT window_end, count(window_time) FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5 seconds') GROUP BY window_start, window_end;
EXPLAIN SELECT k, count(*) FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5 seconds') GROUP BY k;
EXPLAIN SELECT k, count(*) FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '5 seconds') GROUP BY window_start, window_end, k;
EXPLAIN SELECT k, x FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '5 seconds') WHERE k = 'a' AND x > 1;
CREATE VIEW late AS SELECT ts AS happened, x FROM t;
EXPLAIN SELECT x, window_start FROM TUMBLE(TABLE late, DESCRIPTOR(happened), INTERVAL '5 seconds');
CREATE TABLE nexmark WITH (connector = 'nexmark', event_rate = 10, message_count = 100);
CREATE VIEW bids AS SELECT bid.auction, bid.datetime FROM nexmark WHERE bid IS NOT NULL;
EXPLAIN SELECT auction, count(*) FROM HOP(TABLE bids, DESCRIPTOR(datetime), INTERVAL '2 seconds', INTERVAL '10 seconds') GROUP BY auction, window_start, window_end;
EXPLAIN SELECT window_start, count(*) FROM TUMBLE(TABLE nexmark, DESCRIPTOR(bid.datetime), INTERVAL '2 seconds') GROUP BY window_start, window_end;
EXPLAIN SELECT row_number() OVER (PARTITION BY w ORDER BY c DESC) AS n, k FROM (SELECT tumble(INTERVAL '1 minute') AS w, k, count(*) AS c FROM t GROUP BY w, k);
---- plan
Result  bounded, append-only  k TEXT, window_end TIMESTAMP NOT NULL, count(*) BIGINT NOT NULL
  Project  k, window_end, count(*)
    Aggregate  hop 5 s over 10 s, by k, count(*) BIGINT  [append-only; keeps groups of open windows]
      Project  k, ts, _watermark
        Filter  x > 1
          Watermark  event time ts, watermark ts
            Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  bounded, append-only  window_end TIMESTAMP NOT NULL, count(*) BIGINT NOT NULL
  Project  window_end, count(*)
    Aggregate  tumble 5 s, count(*) BIGINT  [append-only; keeps groups of open windows]
      Project  ts, _watermark
        Watermark  event time ts, watermark ts
          Scan t (case, json)  ts TIMESTAMP

Result  bounded, append-only  window_end TIMESTAMP NOT NULL, count(window_time) BIGINT NOT NULL
  Project  window_end, count(window_time)
    Aggregate  window of the input, tumble 5 s, count(window_time) BIGINT  [append-only; keeps groups of open windows]
      Project  window_time, ts, window_start, window_end, _watermark
        Assign window  tumble 5 s
          Watermark  event time ts, watermark ts
            Scan t (case, json)  ts TIMESTAMP

Result  bounded, updating, key k  k TEXT, count(*) BIGINT NOT NULL
  Project  k, count(*)
    Aggregate  updating, by k, count(*) BIGINT  [updating, key k; keeps every group for 24 hours]
      Project  k
        Assign window  tumble 5 s
          Watermark  event time ts, watermark ts
            Scan t (case, json)  k TEXT, ts TIMESTAMP

Result  bounded, append-only  k TEXT, count(*) BIGINT NOT NULL
  Project  k, count(*)
    Aggregate  window of the input, session 5 s, by k, count(*) BIGINT  [append-only; keeps groups of open windows]
      Project  k, ts, window_start, window_end, _watermark
        Assign window  session 5 s, by k  [append-only; keeps rows of open sessions]
          Watermark  event time ts, watermark ts
            Scan t (case, json)  k TEXT, ts TIMESTAMP

Result  bounded, append-only  k TEXT, x BIGINT
  Project  k, x
    Filter  x > 1
      Assign window  session 5 s, by k  [append-only; keeps rows of open sessions]
        Filter  k = 'a'
          Watermark  event time ts, watermark ts
            Scan t (case, json)  k TEXT, x BIGINT, ts TIMESTAMP

Result  bounded, append-only  x BIGINT, window_start TIMESTAMP NOT NULL
  Project  x, window_start
    Assign window  tumble 5 s
      Project  ts AS happened, x
        Watermark  event time ts, watermark ts
          Scan t (case, json)  x BIGINT, ts TIMESTAMP

Result  bounded, append-only  auction BIGINT, count(*) BIGINT NOT NULL
  Project  auction, count(*)
    Aggregate  hop 2 s over 10 s, by auction, count(*) BIGINT  [append-only; keeps groups of open windows]
      Project  auction, _event_time, _watermark
        Project  bid.auction AS auction, _event_time, _watermark
          Filter  bid IS NOT NULL
            Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
              Scan nexmark (nexmark)  bid STRUCT<auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>

Result  bounded, append-only  window_start TIMESTAMP NOT NULL, count(*) BIGINT NOT NULL
  Project  window_start, count(*)
    Aggregate  tumble 2 s, count(*) BIGINT  [append-only; keeps groups of open windows]
      Project  _event_time, _watermark
        Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
          Scan nexmark (nexmark)  

Result  bounded, append-only  n BIGINT UNSIGNED NOT NULL, k TEXT
  Project  row_number() over (partition by w order by c desc) AS n, k
    Over  row_number() over (partition by w order by c desc), by window_start, order c desc, when the window closes  [append-only; keeps rows of open windows]
      Project  k, count(*) AS c, window_start, window_end
        Aggregate  tumble 60 s, by k, count(*) BIGINT  [append-only; keeps groups of open windows]
          Project  k, ts, _watermark
            Watermark  event time ts, watermark ts
              Scan t (case, json)  k TEXT, ts TIMESTAMP
