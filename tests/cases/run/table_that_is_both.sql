-- Without a type a table may be read and written.
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
INSERT INTO t SELECT a + 1 FROM t;
---- input t
{"a":1}
---- output t
{"a":2}
