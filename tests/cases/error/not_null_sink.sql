CREATE TABLE t (a BIGINT) WITH (connector = 'case', type = 'source');
CREATE TABLE s (a BIGINT NOT NULL) WITH (connector = 'case', type = 'sink');
INSERT INTO s SELECT a FROM t;
---- input t
{"a":1}
{"a":null}
---- error
Error: NULL in column 'a', which is NOT NULL (topic t, partition 0, offset 1)
Hint: Guard it with TRY_CAST, CASE or NULLIF, or leave the record out in WHERE.
