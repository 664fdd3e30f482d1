SELECT bids.*, item_name, description, initial_bid, reserve, auctions.datetime, expires, seller, category, auctions.extra
FROM auctions, bids WHERE auction = id AND category = 10
