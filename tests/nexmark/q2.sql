-- Selection.
SELECT auction, price FROM bids WHERE mod(auction, 123) = 0
