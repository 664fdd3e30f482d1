CREATE TABLE t (a BIGINT) WITH (connector = 'case');
WITH twice AS (SELECT a * 2 AS b FROM t), more (c) AS (SELECT b + 1 FROM twice)
SELECT c, d.e FROM (SELECT c, c * 10 AS e FROM more) AS d WHERE c > 3;
---- input t
{"a":1}
{"a":2}
{"a":3}
---- output
{"c":5,"e":50}
{"c":7,"e":70}
