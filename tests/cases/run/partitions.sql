-- Several partitions of one table; offsets count in each.
CREATE TABLE t (a TEXT, p INT METADATA FROM 'partition', o BIGINT METADATA FROM 'offset_id') WITH (connector = 'case');
SELECT a, p, o FROM t;
---- input t partition 0
{"a":"x"}
{"a":"y"}
---- input t partition 1
{"a":"z"}
---- output
{"a":"x","p":0,"o":0}
{"a":"y","p":0,"o":1}
{"a":"z","p":1,"o":0}
