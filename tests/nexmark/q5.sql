-- Auctions with the most bids in windows of 10 seconds that begin every 2 seconds.
SELECT counted.auction, counted.num, counted.w.start AS window_start
FROM (
  SELECT auction, count(*) AS num, hop(INTERVAL '2 seconds', INTERVAL '10 seconds') AS w
  FROM bids GROUP BY auction, w
) AS counted
JOIN (
  SELECT max(num) AS maxn, w
  FROM (
    SELECT count(*) AS num, hop(INTERVAL '2 seconds', INTERVAL '10 seconds') AS w
    FROM bids GROUP BY auction, w
  ) AS every
  GROUP BY w
) AS most ON counted.w = most.w AND counted.num >= most.maxn
