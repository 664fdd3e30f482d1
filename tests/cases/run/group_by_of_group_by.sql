-- An aggregate over an updating input takes out what was retracted.
CREATE TABLE t (name TEXT NOT NULL, n BIGINT) WITH (connector = 'case');
CREATE VIEW counts AS SELECT name, count(*) AS c, max(n) AS high FROM t GROUP BY name;
SELECT c, count(*) AS names, max(high) AS high, min(name) AS first_name, count(DISTINCT high) AS d, avg(high) AS mean FROM counts GROUP BY c;
SELECT count(*) AS names, sum(c) AS rows FROM counts WHERE c > 1;
---- input t
{"name":"ann","n":1}
{"name":"bob","n":5}
{"name":"ann","n":3}
{"name":"cyd","n":9}
{"name":"ann","n":2}
{"name":"bob","n":4}
---- output sorted
{"c":1,"names":1,"high":9,"first_name":"cyd","d":1,"mean":9.0}
{"c":2,"names":1,"high":5,"first_name":"bob","d":1,"mean":5.0}
{"c":3,"names":1,"high":3,"first_name":"ann","d":1,"mean":3.0}
{"names":2,"rows":5}
