-- q6 and q13 of Nexmark: a frame of rows over updates, and a lookup table.
CREATE TABLE nexmark WITH (connector = 'nexmark', event_rate = 1000);
CREATE VIEW auctions AS SELECT auction.id, auction.seller, auction.category, auction.datetime, auction.expires FROM nexmark WHERE auction IS NOT NULL;
CREATE VIEW bids AS SELECT bid.auction, bid.price, bid.datetime FROM nexmark WHERE bid IS NOT NULL;
SELECT q.seller, avg(q.final) OVER (PARTITION BY q.seller ORDER BY q.datetime ROWS BETWEEN 10 PRECEDING AND CURRENT ROW) AS average
FROM (
  SELECT max(b.price) AS final, a.seller, b.datetime
  FROM auctions AS a, bids AS b
  WHERE a.id = b.auction AND b.datetime BETWEEN a.datetime AND a.expires
  GROUP BY a.id, a.seller, b.datetime
) AS q;
CREATE TEMPORARY TABLE side_input (key BIGINT PRIMARY KEY, value TEXT) WITH (connector = 'single_file', path = 'side_input.json', format = 'json');
---- error
Error: Window functions require already windowed input
  5 | SELECT q.seller, avg(q.final) OVER (PARTITION BY q.seller ORDER BY …
    |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Aggregate by a window first, or keep the first rows of each partition: WHERE row_number <= n.

Error: A lookup table (TEMPORARY) cannot be run yet
  12 | CREATE TEMPORARY TABLE side_input (key BIGINT PRIMARY KEY, value TEXT) WITH (connector = 'single_fi…
     |                        ^^^^^^^^^^
