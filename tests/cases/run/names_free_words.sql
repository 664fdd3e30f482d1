-- Words such as window, key or end are names like any other; reserved ones after a dot and after AS too.
CREATE TABLE t (key TEXT, value TEXT, window BIGINT, s STRUCT<select BIGINT, "end" TEXT>) WITH (connector = 'case');
SELECT key, value, window, s.select, s.end, key AS from FROM t;
---- input t
{"key":"k","value":"v","window":3,"s":{"select":4,"end":"e"}}
---- output
{"key":"k","value":"v","window":3,"select":4,"end":"e","from":"k"}
