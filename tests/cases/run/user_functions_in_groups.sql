-- Calls of user functions as keys and arguments; user aggregates get the values of a group as arrays.
CREATE FUNCTION parity(n BIGINT) RETURNS TEXT LANGUAGE typescript AS $$ return n % 2n === 0n ? "even" : "odd" $$;
CREATE FUNCTION twice(n BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return n * 2n $$;
CREATE AGGREGATE FUNCTION spread(x BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$
  const values = x.filter((one) => one !== null);
  return values.length === 0 ? null : values.reduce((a, b) => a > b ? a : b) - values.reduce((a, b) => a < b ? a : b);
$$;
CREATE TABLE t (ts TIMESTAMP NOT NULL, n BIGINT, WATERMARK FOR ts) WITH (connector = 'case');
SELECT parity(n) AS p, sum(twice(n)) AS s, spread(n) AS spread FROM t GROUP BY parity(n) ORDER BY p;
SELECT tumble(INTERVAL '1 minute') AS w, spread(n) + 1 AS s FROM t GROUP BY w HAVING spread(n) > 0;
---- input t
{"ts": "2026-01-01T00:00:01", "n": 1}
{"ts": "2026-01-01T00:00:02", "n": 4}
{"ts": "2026-01-01T00:00:59", "n": 9}
{"ts": "2026-01-01T00:01:00", "n": 6}
---- output
{"p":"even","s":20,"spread":2}
{"p":"odd","s":20,"spread":8}
{"w":{"start":"2026-01-01T00:00:00","end":"2026-01-01T00:01:00"},"s":9}
