-- A message is bad as a whole: none of its rows is read, and those around it are.
CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL, o BIGINT METADATA FROM 'offset_id')
WITH (connector = 'case', format = 'debezium_json', type = 'source', bad_data = 'drop');
SET result_mode = 'changelog';
SELECT * FROM t;
---- input t
{"after":{"id":1,"n":5},"op":"c"}
{"before":{"id":1,"n":5},"after":{"id":1,"n":"x"},"op":"u"}
{"before":{"id":1},"after":{"id":1,"n":6},"op":"u"}
{"before":{"id":1,"n":5},"after":{"id":1,"n":7},"op":"u"}
{"before":null,"after":{"id":1,"n":8},"op":"u"}
{"before":null,"after":null,"op":"d"}
{"before":null,"op":"c"}
{"after":{"id":null,"n":1},"op":"c"}
{"after":{"n":1},"op":"c"}
{"after":5,"op":"c"}
{"after":{"id":1,"n":8},"op":"t"}
{"after":{"id":1,"n":8}}
not json
{"before":{"id":1,"n":7},"op":"d"}
---- output
{"_op":"+I","id":1,"n":5,"o":0}
{"_op":"-U","id":1,"n":5,"o":3}
{"_op":"+U","id":1,"n":7,"o":3}
{"_op":"-D","id":1,"n":7,"o":13}
