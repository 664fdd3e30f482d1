-- q11 as it is written with Flink's group functions.
SELECT bidder, count(*) AS bid_count, session_start(datetime, INTERVAL '1' SECOND) AS starttime,
  session_end(datetime, INTERVAL '1' SECOND) AS endtime
FROM bids
GROUP BY bidder, session(datetime, INTERVAL '1' SECOND)
