-- Currency conversion.
SELECT auction, bidder, DECIMAL '0.908' * price AS price, datetime, extra FROM bids
