SELECT auction, bidder, price, datetime, extra,
  strftime('%Y-%m-%d', datetime / 1000000000, 'unixepoch'), strftime('%H:%M', datetime / 1000000000, 'unixepoch')
FROM bids
