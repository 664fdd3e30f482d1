-- Bids with the auction and its seller.
SELECT b.auction, b.bidder, b.price, b.datetime, a.item_name, a.category, p.name AS seller_name, p.city, p.state
FROM bids AS b
INNER JOIN auctions AS a ON b.auction = a.id
INNER JOIN persons AS p ON a.seller = p.id
WHERE a.category = 10 AND p.state IN ('OR', 'ID', 'CA')
