-- The winning bid of each auction.
SELECT id, item_name, description, initial_bid, reserve, datetime, expires, seller, category, extra, auction, bidder, price,
  bid_datetime, bid_extra
FROM (
  SELECT a.*, b.auction, b.bidder, b.price, b.datetime AS bid_datetime, b.extra AS bid_extra,
    row_number() OVER (PARTITION BY a.id ORDER BY b.price DESC, b.datetime ASC) AS rownum
  FROM auctions a, bids b
  WHERE a.id = b.auction AND b.datetime BETWEEN a.datetime AND a.expires
)
WHERE rownum <= 1
