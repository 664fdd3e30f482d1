WITH hours AS (SELECT *, datetime / 3600000000000 % 24 AS hour FROM bids)
SELECT auction, bidder, 908 * price,
  iif(hour BETWEEN 8 AND 18, 'dayTime', iif(hour IN (7, 19), 'otherTime', 'nightTime')),
  datetime, extra, length(extra) - length(replace(extra, 'c', ''))
FROM hours WHERE 908 * price > 1000000000 AND 908 * price < 50000000000
