CREATE TABLE t (a BIGINT) WITH (connector = 'case');
SELECT a FROM t LIMIT 2;
SELECT a + 10 AS a FROM t LIMIT 2 OFFSET 3;
SELECT a + 20 AS a FROM t OFFSET 8;
SELECT a FROM t LIMIT 0;
SELECT a + 30 AS a FROM t ORDER BY a DESC LIMIT 2 OFFSET 1;
SELECT a + 40 AS a FROM (SELECT a FROM t WHERE a % 2 = 0 LIMIT 2) AS even;
---- input t
{"a":1}
{"a":2}
{"a":3}
{"a":4}
{"a":5}
{"a":6}
{"a":7}
{"a":8}
{"a":9}
---- output
{"a":1}
{"a":2}
{"a":14}
{"a":15}
{"a":29}
{"a":38}
{"a":37}
{"a":42}
{"a":44}
