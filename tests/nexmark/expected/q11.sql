WITH steps AS (
  SELECT bidder, datetime, rowid,
    datetime - lag(datetime) OVER (PARTITION BY bidder ORDER BY datetime, rowid) > 1000000000 AS begins
  FROM bids
), numbered AS (
  SELECT bidder, datetime,
    sum(coalesce(begins, 1)) OVER (PARTITION BY bidder ORDER BY datetime, rowid ROWS UNBOUNDED PRECEDING) AS number
  FROM steps
)
SELECT bidder, count(*), min(datetime), max(datetime) + 1000000000 FROM numbered GROUP BY bidder, number
