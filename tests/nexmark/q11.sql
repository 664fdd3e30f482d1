-- Bids of a bidder between pauses of a second.
SELECT bidder, bid_count, w.start AS starttime, w.end AS endtime
FROM (
  SELECT bidder, count(*) AS bid_count, session(INTERVAL '1 second') AS w FROM bids GROUP BY bidder, w
)
