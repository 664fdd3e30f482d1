-- The highest bids of every 10 seconds.
SELECT b.auction, b.price, b.bidder, b.datetime, b.extra
FROM bids b
JOIN (
  SELECT max(price) AS maxprice, tumble(INTERVAL '10 seconds') AS w FROM bids GROUP BY w
) AS most ON b.price = most.maxprice
WHERE b.datetime BETWEEN most.w.end - INTERVAL '10 seconds' AND most.w.end
