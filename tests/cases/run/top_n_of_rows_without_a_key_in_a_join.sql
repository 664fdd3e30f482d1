-- A row that is retracted is the row that came, although the watermark has moved in between.
CREATE TABLE t (id BIGINT NOT NULL) WITH (connector = 'case');
CREATE TABLE v (id BIGINT PRIMARY KEY, k BIGINT, s TEXT) WITH (connector = 'case', format = 'debezium_json');
SELECT b.k FROM (
  SELECT a.k FROM (SELECT v.k, v.s, row_number() OVER (ORDER BY v.s) AS n FROM (SELECT k, s FROM v) AS v) AS a WHERE a.n <= 2
) AS b WHERE b.k IN (SELECT id FROM t);
---- input t
{"id":1}
{"id":2}
---- input v
{"before":null,"after":{"id":0,"k":1,"s":"a"},"op":"c"}
{"before":null,"after":{"id":1,"k":2,"s":"b"},"op":"c"}
{"before":{"id":0,"k":1,"s":"a"},"after":null,"op":"d"}
---- output
{"k":2}
