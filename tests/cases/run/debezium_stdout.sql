-- Tables that people read: the rows that are left; changes where result_mode asks for them; messages where the format does.
CREATE TABLE t (id INT PRIMARY KEY, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
CREATE TABLE final (id INT, n INT) WITH (connector = 'stdout');
INSERT INTO final SELECT * FROM t;
SET result_mode = 'changelog';
CREATE TABLE changes (id INT, n INT) WITH (connector = 'stdout');
INSERT INTO changes SELECT id, n * 10 FROM t;
CREATE TABLE messages (id INT, n INT) WITH (connector = 'stdout', format = 'debezium_json');
INSERT INTO messages SELECT id, n * 100 FROM t;
CREATE TABLE texts (value TEXT) WITH (connector = 'stdout', format = 'raw_string');
INSERT INTO texts VALUES ('as it is');
CREATE TABLE nowhere (id INT, n INT) WITH (connector = 'blackhole');
INSERT INTO nowhere SELECT * FROM t;
---- input t
{"after":{"id":1,"n":5},"op":"c"}
{"before":{"id":1,"n":5},"after":{"id":1,"n":6},"op":"u"}
---- stdout sorted
as it is
{"_op":"+I","id":1,"n":50}
{"_op":"+U","id":1,"n":60}
{"_op":"-U","id":1,"n":50}
{"before":null,"after":{"id":1,"n":500},"op":"c"}
{"before":{"id":1,"n":500},"after":{"id":1,"n":600},"op":"u"}
{"id":1,"n":6}
