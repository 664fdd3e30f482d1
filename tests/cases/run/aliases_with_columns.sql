CREATE TABLE t (a BIGINT, b TEXT) WITH (connector = 'case');
SELECT x.p, q FROM t AS x (p, q);
SELECT d.p FROM (SELECT a, b FROM t) AS d (p);
---- input t
{"a":1,"b":"one"}
---- output
{"p":1,"q":"one"}
{"p":1}
