CREATE TABLE t (id INT PRIMARY KEY, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
SELECT * FROM t;
---- input t
{"after":{"id":1,"n":5},"op":"c"}
{"after":{"id":1,"n":5},"op":"t"}
---- error
Error: Cannot read topic t, partition 0, offset 1: Cannot decode the record: unexpected op value: t
Note: Record: {"after":{"id":1,"n":5},"op":"t"}
Hint: bad_data = 'drop' counts such records and goes on; 'dead_letter' sends them to a topic.
