-- The three relations that the queries are written over.
CREATE VIEW persons AS
SELECT person.id, person.name, person.email_address, person.credit_card, person.city, person.state, person.datetime, person.extra
FROM nexmark WHERE person IS NOT NULL;

CREATE VIEW auctions AS
SELECT auction.id, auction.description, auction.item_name, auction.initial_bid, auction.reserve, auction.datetime,
  auction.expires, auction.seller, auction.category, auction.extra
FROM nexmark WHERE auction IS NOT NULL;

CREATE VIEW bids AS
SELECT bid.auction, bid.bidder, bid.price, bid.channel, bid.url, bid.datetime, bid.extra
FROM nexmark WHERE bid IS NOT NULL;
