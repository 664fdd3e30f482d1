-- GROUP BY without a window over bounded input: the final rows.
CREATE TABLE t (city TEXT, n BIGINT, f DOUBLE) WITH (connector = 'case');
SELECT city, count(*) AS c, sum(n) AS s, min(f) AS low, max(city) AS high, avg(n) AS mean, count(DISTINCT n) AS d FROM t GROUP BY city;
SELECT count(*) AS c, sum(n) AS s FROM t WHERE n > 100;
SELECT sum(n) FILTER (WHERE n > 1) AS s, count(DISTINCT city) AS cities FROM t;
SELECT DISTINCT city, n > 1 AS more FROM t;
SELECT n % 2 AS odd, count(*) AS c FROM t GROUP BY 1 HAVING count(*) > 1;
---- input t
{"city":"Oslo","n":1,"f":1.5}
{"city":"Bergen","n":2,"f":0.5}
{"city":"Oslo","n":3,"f":null}
{"city":null,"n":null,"f":2}
{"city":"Oslo","n":1,"f":-1}
---- output
{"city":"Oslo","c":3,"s":5,"low":-1.0,"high":"Oslo","mean":1.6666666666666667,"d":2}
{"city":"Bergen","c":1,"s":2,"low":0.5,"high":"Bergen","mean":2.0,"d":1}
{"city":null,"c":1,"s":null,"low":2.0,"high":null,"mean":null,"d":0}
{"c":0,"s":null}
{"s":5,"cities":2}
{"city":"Oslo","more":false}
{"city":"Bergen","more":true}
{"city":"Oslo","more":true}
{"city":null,"more":null}
{"odd":1,"c":3}
