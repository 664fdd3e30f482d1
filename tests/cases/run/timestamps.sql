CREATE TABLE t (ts TIMESTAMP, day DATE) WITH (connector = 'case');
SELECT ts + INTERVAL '1 month' AS plus, ts - TIMESTAMP '2026-01-01 00:00:00' AS since, date_trunc('hour', ts) AS hour, extract(year FROM ts) AS y,
  ts::DATE AS d, day + INTERVAL '1 day 5 hours' AS next, ts > '2026-01-01' AS later, to_char(ts, '%Y/%m/%d') AS text,
  date_bin(INTERVAL '15 minutes', ts) AS quarter FROM t;
---- input t
{"ts":"2026-01-31T10:59:59.123456789","day":"2024-02-28"}
{"ts":"1969-12-31T23:59:59.5","day":"1969-12-31"}
{}
---- output
{"plus":"2026-02-28T10:59:59.123456789","since":"730 hours 59 mins 59.123456789 secs","hour":"2026-01-31T10:00:00","y":2026,"d":"2026-01-31","next":"2024-02-29","later":true,"text":"2026/01/31","quarter":"2026-01-31T10:45:00"}
{"plus":"1970-01-31T23:59:59.500","since":"-490896 hours -0.500000000 secs","hour":"1969-12-31T23:00:00","y":1969,"d":"1969-12-31","next":"1970-01-01","later":false,"text":"1969/12/31","quarter":"1969-12-31T23:45:00"}
{"plus":null,"since":null,"hour":null,"y":null,"d":null,"next":null,"later":null,"text":null,"quarter":null}
