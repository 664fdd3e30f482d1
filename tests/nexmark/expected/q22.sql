WITH one AS (SELECT *, substr(url, length('https://www.nexmark.com/') + 1) AS path1 FROM bids),
  two AS (SELECT *, substr(path1, instr(path1, '/') + 1) AS path2 FROM one),
  three AS (SELECT *, substr(path2, instr(path2, '/') + 1) AS path3 FROM two)
SELECT auction, bidder, price, channel, substr(path1, 1, instr(path1, '/') - 1), substr(path2, 1, instr(path2, '/') - 1),
  substr(path3, 1, instr(path3, '/') - 1)
FROM three
