-- The ten highest bids of each auction.
SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY auction ORDER BY price DESC) AS rank_number FROM bids
)
WHERE rank_number <= 10
