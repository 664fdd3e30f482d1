-- Start and end of a window count as event times: the bids that made the maximum of their window.
CREATE TABLE bids (id INT, price INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE TABLE best (id INT, price INT, until TIMESTAMP) WITH (connector = 'case', type = 'sink');
INSERT INTO best SELECT b.id, b.price, m.w.end FROM bids b
JOIN (SELECT max(price) AS price, tumble(INTERVAL '10 seconds') AS w FROM bids GROUP BY w) m ON b.price = m.price
WHERE b.ts BETWEEN m.w.end - INTERVAL '10 seconds' AND m.w.end - INTERVAL '1 nanosecond';
EXPLAIN SELECT b.id FROM bids b
JOIN (SELECT max(price) AS price, tumble(INTERVAL '10 seconds') AS w FROM bids GROUP BY w) m ON b.price = m.price AND b.ts >= m.w.start AND b.ts < m.w.end;
---- input bids
{"id": 1, "price": 5, "ts": "2026-01-01T10:00:01Z"}
{"id": 2, "price": 7, "ts": "2026-01-01T10:00:05Z"}
{"id": 3, "price": 7, "ts": "2026-01-01T10:00:09Z"}
{"id": 4, "price": 7, "ts": "2026-01-01T10:00:10Z"}
{"id": 5, "price": 9, "ts": "2026-01-01T10:00:20Z"}
{"id": 6, "price": 3, "ts": "2026-01-01T10:00:29Z"}
---- output best sorted
{"id":2,"price":7,"until":"2026-01-01T10:00:10"}
{"id":3,"price":7,"until":"2026-01-01T10:00:10"}
{"id":4,"price":7,"until":"2026-01-01T10:00:20"}
{"id":5,"price":9,"until":"2026-01-01T10:00:30"}
---- plan
Result  bounded, append-only  id INT
  Project  id
    Join  inner, interval, from 0 s to 9.999999999 s, on price = price  [append-only; keeps rows that may still match]
      Watermark  event time ts, watermark ts
        Scan bids (case, json)  id INT, price INT, ts TIMESTAMP
      Project  max(price) AS price, _event_time, window_start, window_end
        Aggregate  tumble 10 s, max(price) INT  [append-only; keeps groups of open windows]
          Project  price, ts, _watermark
            Watermark  event time ts, watermark ts
              Scan bids (case, json)  id INT, price INT, ts TIMESTAMP
