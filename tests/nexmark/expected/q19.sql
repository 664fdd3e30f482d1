-- Of equal prices the one that came first is the higher one.
SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY auction ORDER BY price DESC, rowid) AS place FROM bids
) WHERE place <= 10
