-- Neither gives a row, both advance the offset.
CREATE TABLE t (a BIGINT, o BIGINT METADATA FROM 'offset_id') WITH (connector = 'case');
SELECT a, o FROM t;
---- input t
{"a":1}
\N

{"a":2}
---- output
{"a":1,"o":0}
{"a":2,"o":3}
