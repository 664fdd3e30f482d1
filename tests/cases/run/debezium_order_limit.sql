-- ORDER BY and LIMIT of a bounded updating query are over the rows that are left.
CREATE TABLE t (id INT PRIMARY KEY, name TEXT, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
CREATE TABLE out (name TEXT) WITH (connector = 'case');
SELECT id, n FROM t ORDER BY n DESC;
SELECT name FROM t ORDER BY n LIMIT 2;
SELECT id FROM t LIMIT 2;
SELECT id FROM t LIMIT 2 OFFSET 1;
SELECT id FROM t LIMIT 0;
SELECT name || '!' AS name FROM (SELECT * FROM t ORDER BY id LIMIT 1);
INSERT INTO out SELECT name FROM t ORDER BY name LIMIT 10;
---- input t
{"after":{"id":1,"name":"a","n":5},"op":"c"}
{"after":{"id":2,"name":"b","n":6},"op":"c"}
{"after":{"id":3,"name":"c","n":7},"op":"c"}
{"after":{"id":4,"name":"c","n":1},"op":"c"}
{"before":{"id":1,"name":"a","n":5},"after":{"id":1,"name":"z","n":9},"op":"u"}
{"before":{"id":2,"name":"b","n":6},"op":"d"}
---- output
{"id":1,"n":9}
{"id":3,"n":7}
{"id":4,"n":1}
{"name":"c"}
{"name":"c"}
{"id":1}
{"id":3}
{"id":3}
{"id":4}
{"name":"z!"}
---- output out
{"name":"c"}
{"name":"c"}
{"name":"z"}
