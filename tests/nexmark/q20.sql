-- Bids on auctions of category 10, with the auction.
SELECT b.auction, b.bidder, b.price, b.channel, b.url, b.datetime, b.extra, a.item_name, a.description, a.initial_bid,
  a.reserve, a.datetime AS auction_datetime, a.expires, a.seller, a.category, a.extra AS auction_extra
FROM bids AS b INNER JOIN auctions AS a ON b.auction = a.id
WHERE a.category = 10
