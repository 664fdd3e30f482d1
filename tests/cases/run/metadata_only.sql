-- No physical column is read, rows are counted all the same.
CREATE TABLE t (a BIGINT, off BIGINT METADATA FROM 'offset_id') WITH (connector = 'case');
SELECT off, 'x' AS c FROM t;
---- input t
{"a":1}
{"a":2}
---- output
{"off":0,"c":"x"}
{"off":1,"c":"x"}
