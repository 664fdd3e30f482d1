CREATE TABLE t (id BIGINT PRIMARY KEY NOT ENFORCED, name TEXT) WITH (connector = 'case');
CREATE TABLE u (id BIGINT, name TEXT, PRIMARY KEY (id, name)) WITH (connector = 'case');
DESCRIBE t;
DESCRIBE u;
---- output
{"name":"id","type":"BIGINT","nullable":true,"kind":"physical","key":"primary key"}
{"name":"name","type":"TEXT","nullable":true,"kind":"physical","key":null}
{"name":"(event time)","type":"record time","nullable":null,"kind":null,"key":null}
{"name":"(watermark)","type":"event time - 1 second","nullable":null,"kind":null,"key":null}
{"name":"(direction)","type":"both","nullable":null,"kind":null,"key":null}
{"name":"(connector)","type":"case","nullable":null,"kind":"option","key":null}
{"name":"id","type":"BIGINT","nullable":true,"kind":"physical","key":"primary key"}
{"name":"name","type":"TEXT","nullable":true,"kind":"physical","key":"primary key"}
{"name":"(event time)","type":"record time","nullable":null,"kind":null,"key":null}
{"name":"(watermark)","type":"event time - 1 second","nullable":null,"kind":null,"key":null}
{"name":"(direction)","type":"both","nullable":null,"kind":null,"key":null}
{"name":"(connector)","type":"case","nullable":null,"kind":"option","key":null}
