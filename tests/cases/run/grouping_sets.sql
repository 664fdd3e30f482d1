-- Each set is a grouping of its own; NULL stands for keys that it is not by, and grouping() says so.
CREATE TABLE t (a TEXT, b BIGINT, n BIGINT) WITH (connector = 'case');
SELECT a, b, sum(n) AS s, grouping(a) AS ga, grouping(b) AS gb FROM t GROUP BY GROUPING SETS ((a, b), a, ()) ORDER BY ga, gb, a, b;
SELECT a, b, count(*) AS c FROM t GROUP BY ROLLUP (a, b) HAVING count(*) > 1 ORDER BY c, a, b;
SELECT a, b, count(*) AS c FROM t GROUP BY CUBE (a, b) ORDER BY c, a, b;
SELECT a, n % 2 AS odd, count(*) AS c FROM t GROUP BY a, ROLLUP (n % 2) ORDER BY a, odd;
-- The empty set of nothing is one row.
SELECT a, count(*) AS c FROM t WHERE n > 100 GROUP BY ROLLUP (a);
---- input t
{"a": "x", "b": 1, "n": 10}
{"a": "x", "b": 2, "n": 21}
{"a": "y", "b": 1, "n": 30}
{"a": null, "b": 1, "n": 41}
{"a": "x", "b": 1, "n": 50}
---- output
{"a":"x","b":1,"s":60,"ga":0,"gb":0}
{"a":"x","b":2,"s":21,"ga":0,"gb":0}
{"a":"y","b":1,"s":30,"ga":0,"gb":0}
{"a":null,"b":1,"s":41,"ga":0,"gb":0}
{"a":"x","b":null,"s":81,"ga":0,"gb":1}
{"a":"y","b":null,"s":30,"ga":0,"gb":1}
{"a":null,"b":null,"s":41,"ga":0,"gb":1}
{"a":null,"b":null,"s":152,"ga":1,"gb":1}
{"a":"x","b":1,"c":2}
{"a":"x","b":null,"c":3}
{"a":null,"b":null,"c":5}
{"a":"x","b":2,"c":1}
{"a":"y","b":1,"c":1}
{"a":"y","b":null,"c":1}
{"a":null,"b":1,"c":1}
{"a":null,"b":2,"c":1}
{"a":null,"b":null,"c":1}
{"a":"x","b":1,"c":2}
{"a":"x","b":null,"c":3}
{"a":null,"b":1,"c":4}
{"a":null,"b":null,"c":5}
{"a":"x","odd":0,"c":2}
{"a":"x","odd":1,"c":1}
{"a":"x","odd":null,"c":3}
{"a":"y","odd":0,"c":1}
{"a":"y","odd":null,"c":1}
{"a":null,"odd":1,"c":1}
{"a":null,"odd":null,"c":1}
{"a":null,"c":0}
