SELECT strftime('%Y-%m-%d', datetime / 1000000000, 'unixepoch'), count(*),
  sum(price < 10000), sum(price >= 10000 AND price < 1000000), sum(price >= 1000000),
  count(DISTINCT bidder),
  count(DISTINCT iif(price < 10000, bidder, NULL)), count(DISTINCT iif(price BETWEEN 10000 AND 999999, bidder, NULL)),
  count(DISTINCT iif(price > 999999, bidder, NULL)),
  count(DISTINCT auction),
  count(DISTINCT iif(price < 10000, auction, NULL)), count(DISTINCT iif(price BETWEEN 10000 AND 999999, auction, NULL)),
  count(DISTINCT iif(price > 999999, auction, NULL))
FROM bids GROUP BY 1
