-- The one row of an aggregate over nothing is not too old to be joined with all that comes.
CREATE TABLE t (id BIGINT NOT NULL) WITH (connector = 'case');
CREATE TABLE u (id BIGINT PRIMARY KEY, b BIGINT) WITH (connector = 'case', format = 'debezium_json');
SELECT r.n, r.s, u.id FROM (SELECT count(*) AS n, sum(id) AS s FROM t) AS r CROSS JOIN u;
SELECT u.id FROM (SELECT count(*) AS n, sum(id) AS s FROM t) AS r JOIN u ON u.b IS NOT DISTINCT FROM r.s;
---- input u
{"before":null,"after":{"id":1,"b":7},"op":"c"}
{"before":null,"after":{"id":2,"b":null},"op":"c"}
{"before":{"id":1,"b":7},"after":null,"op":"d"}
{"before":null,"after":{"id":3,"b":null},"op":"c"}
---- output
{"n":0,"s":null,"id":2}
{"n":0,"s":null,"id":3}
{"id":2}
{"id":3}
