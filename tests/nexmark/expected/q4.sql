WITH won AS (
  SELECT auctions.id, category, (
    SELECT max(price) FROM bids
    WHERE auction = auctions.id AND bids.datetime >= auctions.datetime AND bids.datetime <= expires
  ) AS final FROM auctions
)
SELECT category, sum(final) * 1.0 / count(*) FROM won WHERE final IS NOT NULL GROUP BY category
