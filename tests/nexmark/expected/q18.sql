SELECT auction, bidder, price, channel, url, datetime, extra FROM bids
WHERE rowid IN (SELECT max(rowid) FROM bids GROUP BY bidder, auction)
