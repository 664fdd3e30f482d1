CREATE TABLE t (a BIGINT NOT NULL, o BIGINT METADATA FROM 'offset_id', g AS a + 1, ts TIMESTAMP, WATERMARK FOR ts AS ts - INTERVAL '1 minute') WITH (connector = 'case');
CREATE TABLE m (x TEXT);
CREATE TABLE n WITH (connector = 'nexmark', event_rate = 10);
CREATE TABLE b WITH (connector = 'blackhole');
CREATE VIEW v AS SELECT a FROM t;
SHOW TABLES;
SHOW VIEWS;
SHOW CONNECTIONS;
DESCRIBE t;
DESCRIBE v;
SHOW CREATE TABLE t;
SHOW CREATE TABLE v;
---- output
{"name":"t","connector":"case","connection":null,"place":null,"format":"json","direction":"both"}
{"name":"m","connector":"memory","connection":null,"place":null,"format":null,"direction":"both"}
{"name":"n","connector":"nexmark","connection":null,"place":null,"format":null,"direction":"source"}
{"name":"b","connector":"blackhole","connection":null,"place":null,"format":null,"direction":"sink"}
{"name":"v","updating":"no"}
{"name":"local","connector":"kafka","bootstrap_servers":"embedded","registry":null}
{"name":"a","type":"BIGINT","nullable":false,"kind":"physical","key":null}
{"name":"o","type":"BIGINT","nullable":true,"kind":"metadata 'offset_id'","key":null}
{"name":"g","type":"BIGINT","nullable":false,"kind":"generated: a + 1","key":null}
{"name":"ts","type":"TIMESTAMP","nullable":true,"kind":"physical","key":null}
{"name":"(event time)","type":"ts","nullable":null,"kind":null,"key":null}
{"name":"(watermark)","type":"ts - INTERVAL '1 minute'","nullable":null,"kind":null,"key":null}
{"name":"(direction)","type":"both","nullable":null,"kind":null,"key":null}
{"name":"(connector)","type":"case","nullable":null,"kind":"option","key":null}
{"name":"a","type":"BIGINT","nullable":false,"kind":"view","key":null}
{"name":"(event time)","type":"ts","nullable":null,"kind":null,"key":null}
{"name":"(updating)","type":"no","nullable":null,"kind":null,"key":null}
{"create_table":"CREATE TABLE t (\n  a BIGINT NOT NULL,\n  o BIGINT METADATA FROM 'offset_id',\n  g AS a + 1,\n  ts TIMESTAMP,\n  WATERMARK FOR ts AS ts - INTERVAL '1 minute'\n) WITH (\n  connector = 'case'\n);"}
{"create_table":"CREATE VIEW v AS\nSELECT a FROM t;"}
