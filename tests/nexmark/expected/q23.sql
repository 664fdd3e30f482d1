SELECT auction, bidder, price, bids.datetime, item_name, category, name, city, state FROM persons, auctions, bids
WHERE auction = auctions.id AND seller = persons.id AND category = 10 AND state IN ('OR', 'ID', 'CA')
