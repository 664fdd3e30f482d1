-- A DECIMAL is its unscaled integer here.
SELECT auction, bidder, 908 * price, datetime, extra FROM bids
