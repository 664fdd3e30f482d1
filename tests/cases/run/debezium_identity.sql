-- Rows keep their identity where the key is selected, also through views; without it a row that changes goes and comes.
CREATE TABLE t (id INT PRIMARY KEY, name TEXT, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
CREATE VIEW v AS SELECT n + 1 AS m, id AS k, name FROM t WHERE n IS NOT NULL;
CREATE VIEW names AS SELECT name FROM v;
SET result_mode = 'changelog';
SELECT k, m FROM v;
SELECT * FROM names;
SELECT name FROM names WHERE name <> 'x' UNION ALL SELECT 'one';
RESET result_mode;
SELECT * FROM names;
SHOW VIEWS;
---- input t
{"after":{"id":1,"name":"a","n":5},"op":"c"}
{"after":{"id":2,"name":"a","n":6},"op":"c"}
{"before":{"id":1,"name":"a","n":5},"after":{"id":1,"name":"x","n":7},"op":"u"}
{"before":{"id":2,"name":"a","n":6},"after":{"id":4,"name":"b","n":6},"op":"u"}
---- output
{"_op":"+I","k":1,"m":6}
{"_op":"+I","k":2,"m":7}
{"_op":"-U","k":1,"m":6}
{"_op":"+U","k":1,"m":8}
{"_op":"-D","k":2,"m":7}
{"_op":"+I","k":4,"m":7}
{"_op":"+I","name":"a"}
{"_op":"+I","name":"a"}
{"_op":"-D","name":"a"}
{"_op":"+I","name":"x"}
{"_op":"-D","name":"a"}
{"_op":"+I","name":"b"}
{"_op":"+I","name":"one"}
{"_op":"+I","name":"a"}
{"_op":"+I","name":"a"}
{"_op":"-D","name":"a"}
{"_op":"-D","name":"a"}
{"_op":"+I","name":"b"}
{"name":"x"}
{"name":"b"}
{"name":"v","updating":"yes"}
{"name":"names","updating":"yes"}
