SELECT 1 + 1 AS two, 'x' || 'y' AS xy;
SELECT 1 AS a WHERE 1 > 2;
SELECT * FROM (SELECT 5 AS five) AS t WHERE five = 5;
---- output
{"two":2,"xy":"xy"}
{"five":5}
