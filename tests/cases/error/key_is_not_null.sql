CREATE TABLE t (a BIGINT, k TEXT NOT NULL METADATA FROM 'key') WITH (connector = 'case');
SELECT a, k FROM t;
---- input t
{"a":1}
---- error
Error: A record has no key, and the column of its key is NOT NULL (topic t, partition 0, offset 0)
Hint: Declare the column without NOT NULL.
