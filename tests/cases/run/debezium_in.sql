-- Every op, an envelope of schema and payload, members in any order, tombstones; rows as they stand in the end.
CREATE TABLE t (id INT PRIMARY KEY, name TEXT, n BIGINT, ts TIMESTAMP(6))
WITH (connector = 'case', format = 'debezium_json', type = 'source');
SELECT * FROM t;
SET result_mode = 'changelog';
SELECT * FROM t;
---- input t
{"before":null,"after":{"id":1,"name":"ann","n":10,"ts":1734539354748899},"source":{"db":"x","op":"?"},"op":"c","ts_ms":1}
{"op":"r","after":{"n":20,"id":2,"name":"b\"ob"}}
{"schema":{"type":"struct"},"payload":{"before":null,"after":{"id":3,"name":"cy","n":null,"ts":null},"op":"c"}}
{"schema":null,"payload":null}
\N
{"before":{"id":1,"name":"ann","n":10,"ts":1734539354748899},"after":{"id":1,"name":"Ann","n":11,"ts":null},"op":"u"}
{ "before" : {"id":2,"name":"b\"ob","n":20}, "after" : null, "op" : "d", "transaction": null }
{"before":{"id":99,"name":"zed","n":1},"op":"d"}
---- output
{"id":1,"name":"Ann","n":11,"ts":null}
{"id":3,"name":"cy","n":null,"ts":null}
{"_op":"+I","id":1,"name":"ann","n":10,"ts":"2024-12-18T16:29:14.748899"}
{"_op":"+I","id":2,"name":"b\"ob","n":20,"ts":null}
{"_op":"+I","id":3,"name":"cy","n":null,"ts":null}
{"_op":"-U","id":1,"name":"ann","n":10,"ts":"2024-12-18T16:29:14.748899"}
{"_op":"+U","id":1,"name":"Ann","n":11,"ts":null}
{"_op":"-D","id":2,"name":"b\"ob","n":20,"ts":null}
{"_op":"-D","id":99,"name":"zed","n":1,"ts":null}
