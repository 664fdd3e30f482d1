-- Bids per bidder and 10 seconds of processing time.
WITH timed AS (SELECT *, proctime() AS p_time FROM bids)
SELECT bidder, count(*) AS bid_count, window_start AS starttime, window_end AS endtime
FROM TABLE(TUMBLE(TABLE timed, DESCRIPTOR(p_time), INTERVAL '10' SECOND))
GROUP BY bidder, window_start, window_end
