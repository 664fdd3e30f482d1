-- BETWEEN takes the first moment of the next window in.
WITH most AS (
  SELECT datetime / 10000000000 * 10000000000 AS start, max(price) AS maxprice FROM bids GROUP BY 1
)
SELECT auction, price, bidder, datetime, extra FROM bids, most
WHERE price = maxprice AND datetime >= start AND datetime <= start + 10000000000
