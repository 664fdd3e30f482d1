-- The clock of the test stands still.
SELECT bidder, count(*), clock() / 10000000000 * 10000000000, clock() / 10000000000 * 10000000000 + 10000000000
FROM bids GROUP BY bidder
