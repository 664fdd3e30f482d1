-- New persons who put something up for sale within the same 10 seconds.
SELECT p.id, p.name, p.w.start AS starttime
FROM (
  SELECT id, name, tumble(INTERVAL '10 seconds') AS w FROM persons GROUP BY id, name, w
) AS p
JOIN (
  SELECT seller, tumble(INTERVAL '10 seconds') AS w FROM auctions GROUP BY seller, w
) AS a ON p.id = a.seller AND p.w = a.w
