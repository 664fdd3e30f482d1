CREATE TABLE t (a TINYINT NOT NULL) WITH (connector = 'case');
SELECT a FROM t;
---- input t
{"a":1}
{"b":1}
---- error
Error: Cannot read topic t, partition 0, offset 1: Cannot decode column 'a': missing, but the column is NOT NULL
Note: Record: {"b":1}
Hint: bad_data = 'drop' counts such records and goes on; 'dead_letter' sends them to a topic.
