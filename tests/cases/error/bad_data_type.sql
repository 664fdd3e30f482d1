CREATE TABLE t (a TINYINT NOT NULL, s TEXT) WITH (connector = 'case');
SELECT a, s FROM t;
---- input t
{"a":1,"s":"x"}
{"a":1000}
---- error
Error: Cannot read topic t, partition 0, offset 1: Cannot decode column 'a': "1000" is out of range for TINYINT
Note: Record: {"a":1000}
Hint: bad_data = 'drop' counts such records and goes on; 'dead_letter' sends them to a topic.
