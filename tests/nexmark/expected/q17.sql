SELECT auction, strftime('%Y-%m-%d', datetime / 1000000000, 'unixepoch'), count(*),
  sum(price < 10000), sum(price >= 10000 AND price < 1000000), sum(price >= 1000000),
  min(price), max(price), sum(price) * 1.0 / count(*), sum(price)
FROM bids GROUP BY 1, 2
