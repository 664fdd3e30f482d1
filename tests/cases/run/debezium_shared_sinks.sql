-- Several INSERTs into one table: its rows are shown in one way, and rows of one key stay rows of one key.
CREATE TABLE t (id INT PRIMARY KEY, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
CREATE TABLE lines (id INT, n INT) WITH (connector = 'stdout');
CREATE TABLE out (id BIGINT NOT NULL, n BIGINT) WITH (connector = 'case', format = 'debezium_json', type = 'sink');
INSERT INTO lines VALUES (7, 7);
INSERT INTO lines SELECT * FROM t;
INSERT INTO out SELECT * FROM t WHERE n < 6;
INSERT INTO out SELECT id + 0, n FROM t WHERE n > 8;
CREATE TABLE kept (id TEXT, n BIGINT) WITH (connector = 'case', format = 'debezium_json', type = 'sink');
INSERT INTO kept SELECT id, n FROM t;
---- input t
{"after":{"id":1,"n":5},"op":"c"}
{"before":{"id":1,"n":5},"after":{"id":1,"n":4},"op":"u"}
{"before":{"id":1,"n":4},"after":{"id":1,"n":9},"op":"u"}
---- output out sorted
{"before":null,"after":{"id":1,"n":4},"op":"c"}
{"before":null,"after":{"id":1,"n":5},"op":"c"}
{"before":null,"after":{"id":1,"n":9},"op":"c"}
{"before":{"id":1,"n":4},"after":null,"op":"d"}
{"before":{"id":1,"n":5},"after":null,"op":"d"}
---- output kept
{"before":null,"after":{"id":"1","n":5},"op":"c"}
{"before":{"id":"1","n":5},"after":{"id":"1","n":4},"op":"u"}
{"before":{"id":"1","n":4},"after":{"id":"1","n":9},"op":"u"}
---- stdout sorted
{"id":1,"n":9}
{"id":7,"n":7}
