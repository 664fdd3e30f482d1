CREATE TABLE t (a BIGINT) WITH (connector = 'case');
SELECT a FROM t;
---- input t
{"a":1}
{"a":oops}
---- error
Error: Cannot read topic t, partition 0, offset 1: Cannot decode the record: invalid JSON at byte 5: expected a value
Note: Record: {"a":oops}
Hint: bad_data = 'drop' counts such records and goes on; 'dead_letter' sends them to a topic.
