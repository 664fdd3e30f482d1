-- Prices in another currency, time of day, and how often a letter occurs.
SELECT auction, bidder, DECIMAL '0.908' * price AS price,
  CASE
    WHEN extract(hour FROM datetime) >= 8 AND extract(hour FROM datetime) <= 18 THEN 'dayTime'
    WHEN extract(hour FROM datetime) <= 6 OR extract(hour FROM datetime) >= 20 THEN 'nightTime'
    ELSE 'otherTime'
  END AS bid_time_type,
  datetime, extra, regexp_count(extra, 'c') AS c_counts
FROM bids
WHERE DECIMAL '0.908' * price > 1000000 AND DECIMAL '0.908' * price < 50000000
