WITH RECURSIVE starts(at) AS (
  SELECT min(datetime) / 2000000000 * 2000000000 - 8000000000 FROM bids
  UNION ALL
  SELECT at + 2000000000 FROM starts WHERE at + 2000000000 <= (SELECT max(datetime) FROM bids)
), counted AS (
  SELECT at, auction, count(*) AS num FROM starts, bids
  WHERE datetime >= at AND datetime < at + 10000000000 GROUP BY at, auction
)
SELECT auction, num, at FROM counted AS one WHERE num = (SELECT max(num) FROM counted WHERE counted.at = one.at)
