-- Memory tables take updates, also when they are read twice.
CREATE TABLE t (id INT PRIMARY KEY, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
CREATE TABLE m (id INT, n INT);
CREATE TABLE out (id INT, n INT) WITH (connector = 'case', format = 'debezium_json');
CREATE TABLE big (n INT) WITH (connector = 'case', format = 'debezium_json');
INSERT INTO m SELECT id, n FROM t;
INSERT INTO out SELECT * FROM m;
INSERT INTO big SELECT n FROM m WHERE n > 5;
SELECT * FROM m;
---- input t
{"after":{"id":1,"n":5},"op":"c"}
{"before":{"id":1,"n":5},"after":{"id":1,"n":6},"op":"u"}
{"after":{"id":2,"n":9},"op":"c"}
{"before":{"id":2,"n":9},"op":"d"}
---- output
{"id":1,"n":6}
---- output out
{"before":null,"after":{"id":1,"n":5},"op":"c"}
{"before":{"id":1,"n":5},"after":{"id":1,"n":6},"op":"u"}
{"before":null,"after":{"id":2,"n":9},"op":"c"}
{"before":{"id":2,"n":9},"after":null,"op":"d"}
---- output big
{"before":null,"after":{"n":6},"op":"c"}
{"before":null,"after":{"n":9},"op":"c"}
{"before":{"n":9},"after":null,"op":"d"}
