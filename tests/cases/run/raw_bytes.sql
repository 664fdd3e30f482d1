CREATE TABLE t (value BYTEA) WITH (connector = 'case', format = 'raw_bytes');
SELECT value, octet_length(value) AS n, encode(value, 'hex') AS hex FROM t;
---- input t escaped
\x00\xff
plain
---- output
{"value":"AP8=","n":2,"hex":"00ff"}
{"value":"cGxhaW4=","n":5,"hex":"706c61696e"}
