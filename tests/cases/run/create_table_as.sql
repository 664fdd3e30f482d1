CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE TABLE big AS SELECT a, a > 1 AS is_big FROM t;
SELECT * FROM big;
DESCRIBE big;
SHOW VIEWS;
---- input t
{"a":1}
{"a":2}
---- output
{"a":1,"is_big":false}
{"a":2,"is_big":true}
{"name":"a","type":"BIGINT","nullable":true,"kind":"view","key":null}
{"name":"is_big","type":"BOOLEAN","nullable":true,"kind":"view","key":null}
{"name":"(event time)","type":"record time","nullable":null,"kind":null,"key":null}
{"name":"(updating)","type":"no","nullable":null,"kind":null,"key":null}
{"name":"big","updating":"no"}
