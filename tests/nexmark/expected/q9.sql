SELECT id, item_name, description, initial_bid, reserve, auctions.datetime, expires, seller, category, auctions.extra,
  auction, bidder, price, bids.datetime, bids.extra
FROM auctions JOIN bids ON bids.rowid = (
  SELECT rowid FROM bids AS b
  WHERE b.auction = auctions.id AND b.datetime >= auctions.datetime AND b.datetime <= expires
  ORDER BY price DESC, b.datetime LIMIT 1
)
