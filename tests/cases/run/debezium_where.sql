-- The old and the new version of a row are judged separately.
CREATE TABLE t (id INT PRIMARY KEY, name TEXT, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
SET result_mode = 'changelog';
SELECT id, n FROM t WHERE n > 10;
RESET result_mode;
SELECT id, n FROM t WHERE n > 10;
---- input t
{"before":null,"after":{"id":1,"name":"a","n":5},"op":"c"}
{"before":null,"after":{"id":2,"name":"b","n":15},"op":"c"}
{"before":{"id":1,"name":"a","n":5},"after":{"id":1,"name":"a","n":11},"op":"u"}
{"before":{"id":2,"name":"b","n":15},"after":{"id":2,"name":"b","n":16},"op":"u"}
{"before":{"id":1,"name":"a","n":11},"after":{"id":1,"name":"a","n":12},"op":"u"}
{"before":{"id":2,"name":"b","n":16},"after":{"id":2,"name":"b","n":3},"op":"u"}
{"before":{"id":2,"name":"b","n":3},"after":{"id":2,"name":"b","n":4},"op":"u"}
{"before":{"id":2,"name":"b","n":4},"after":null,"op":"d"}
---- output
{"_op":"+I","id":2,"n":15}
{"_op":"+I","id":1,"n":11}
{"_op":"-U","id":2,"n":15}
{"_op":"+U","id":2,"n":16}
{"_op":"-U","id":1,"n":11}
{"_op":"+U","id":1,"n":12}
{"_op":"-D","id":2,"n":16}
{"id":1,"n":12}
