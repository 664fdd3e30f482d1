-- Changes to messages: members in the order before, after, op; nothing is written of what stays as it was.
CREATE TABLE t (id INT PRIMARY KEY, name TEXT, n INT, at TIMESTAMP(3), amount DECIMAL(5,2))
WITH (connector = 'case', format = 'debezium_json', type = 'source');
CREATE TABLE whole (id INT, name TEXT, at TIMESTAMP(3), amount DECIMAL(5,2)) WITH (connector = 'case', format = 'debezium_json', type = 'sink');
CREATE TABLE named (name TEXT, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'sink');
CREATE TABLE keyed (name TEXT PRIMARY KEY, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'sink');
CREATE TABLE texts (id INT, at TIMESTAMP(3), amount DECIMAL(5,2))
WITH (connector = 'case', format = 'debezium_json', json.timestamp_format = 'RFC3339', json.decimal_encoding = 'string');
CREATE TABLE plain (a INT) WITH (connector = 'case', format = 'debezium_json');
INSERT INTO whole SELECT id, name, at, amount FROM t;
INSERT INTO named SELECT name, n FROM t;
INSERT INTO keyed SELECT name, n FROM t WHERE n > 0;
INSERT INTO texts SELECT id, at, amount FROM t;
INSERT INTO plain VALUES (1), (2);
---- input t
{"after":{"id":1,"name":"a","n":5,"at":1767225600000,"amount":1.5},"op":"c"}
{"before":{"id":1,"name":"a","n":5,"at":1767225600000,"amount":1.5},"after":{"id":1,"name":"a","n":6,"at":1767225600000,"amount":1.5},"op":"u"}
{"before":{"id":1,"name":"a","n":6,"at":1767225600000,"amount":1.5},"after":{"id":1,"name":"b","n":6,"at":null,"amount":-2},"op":"u"}
{"before":{"id":1,"name":"b","n":6,"amount":-2},"after":{"id":1,"name":"b","n":-1,"amount":-2},"op":"u"}
{"before":{"id":1,"name":"b","n":-1,"amount":-2},"op":"d"}
---- output whole
{"before":null,"after":{"id":1,"name":"a","at":1767225600000,"amount":"AAAAAAAAAAAAAAAAAAAAlg=="},"op":"c"}
{"before":{"id":1,"name":"a","at":1767225600000,"amount":"AAAAAAAAAAAAAAAAAAAAlg=="},"after":{"id":1,"name":"b","at":null,"amount":"////////////////////OA=="},"op":"u"}
{"before":{"id":1,"name":"b","at":null,"amount":"////////////////////OA=="},"after":null,"op":"d"}
---- output named
{"before":null,"after":{"name":"a","n":5},"op":"c"}
{"before":{"name":"a","n":5},"after":null,"op":"d"}
{"before":null,"after":{"name":"a","n":6},"op":"c"}
{"before":{"name":"a","n":6},"after":null,"op":"d"}
{"before":null,"after":{"name":"b","n":6},"op":"c"}
{"before":{"name":"b","n":6},"after":null,"op":"d"}
{"before":null,"after":{"name":"b","n":-1},"op":"c"}
{"before":{"name":"b","n":-1},"after":null,"op":"d"}
---- output keyed
{"before":null,"after":{"name":"a","n":5},"op":"c"}
{"before":{"name":"a","n":5},"after":{"name":"a","n":6},"op":"u"}
{"before":{"name":"a","n":6},"after":null,"op":"d"}
{"before":null,"after":{"name":"b","n":6},"op":"c"}
{"before":{"name":"b","n":6},"after":null,"op":"d"}
---- output texts
{"before":null,"after":{"id":1,"at":"2026-01-01T00:00:00","amount":"1.50"},"op":"c"}
{"before":{"id":1,"at":"2026-01-01T00:00:00","amount":"1.50"},"after":{"id":1,"at":null,"amount":"-2.00"},"op":"u"}
{"before":{"id":1,"at":null,"amount":"-2.00"},"after":null,"op":"d"}
---- output plain
{"before":null,"after":{"a":1},"op":"c"}
{"before":null,"after":{"a":2},"op":"c"}
