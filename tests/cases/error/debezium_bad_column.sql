CREATE TABLE t (id INT PRIMARY KEY, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
SELECT * FROM t;
---- input t
{"before":{"id":1,"n":4},"after":{"id":1,"n":"five"},"op":"u"}
---- error
Error: Cannot read topic t, partition 0, offset 0: Cannot decode column 'n': "five" is not of type INT
Note: Record: {"before":{"id":1,"n":4},"after":{"id":1,"n":"five"},"op":"u"}
Hint: bad_data = 'drop' counts such records and goes on; 'dead_letter' sends them to a topic.
