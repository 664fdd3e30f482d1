CREATE TABLE t (a BIGINT, o BIGINT METADATA FROM 'offset_id') WITH (connector = 'case');
SELECT a, o, 'left' AS side FROM t WHERE a < 3 UNION ALL SELECT a + 10, o, 'right' FROM t;
---- input t
{"a":1}
{"a":2}
{"a":3}
---- output sorted
{"a":1,"o":0,"side":"left"}
{"a":11,"o":0,"side":"right"}
{"a":12,"o":1,"side":"right"}
{"a":13,"o":2,"side":"right"}
{"a":2,"o":1,"side":"left"}
