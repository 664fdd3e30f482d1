CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = 'localhost:9', auth.type = 'sasl', auth.mechanism = 'PLAIN', auth.username = 'u', auth.password = 'hunter2');
CREATE TABLE k (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9', topic = 'x', format = 'json', auth.type = 'sasl', auth.mechanism = 'PLAIN', auth.username = 'u', auth.password = 'hunter2');
SHOW CONNECTIONS;
SHOW CREATE TABLE k;
DESCRIBE k;
---- output
{"name":"local","connector":"kafka","bootstrap_servers":"embedded","registry":null}
{"name":"c","connector":"kafka","bootstrap_servers":"localhost:9","registry":null}
{"create_table":"CREATE TABLE k (\n  a BIGINT\n) WITH (\n  connector = 'kafka',\n  bootstrap_servers = 'localhost:9',\n  topic = 'x',\n  format = 'json',\n  auth.type = 'sasl',\n  auth.mechanism = 'PLAIN',\n  auth.username = 'u',\n  auth.password = '***'\n);"}
{"name":"a","type":"BIGINT","nullable":true,"kind":"physical","key":null}
{"name":"(event time)","type":"record time","nullable":null,"kind":null,"key":null}
{"name":"(watermark)","type":"event time - 1 second","nullable":null,"kind":null,"key":null}
{"name":"(direction)","type":"both","nullable":null,"kind":null,"key":null}
{"name":"(connector)","type":"kafka","nullable":null,"kind":"option","key":null}
{"name":"(bootstrap_servers)","type":"localhost:9","nullable":null,"kind":"option","key":null}
{"name":"(topic)","type":"x","nullable":null,"kind":"option","key":null}
{"name":"(format)","type":"json","nullable":null,"kind":"option","key":null}
{"name":"(auth.type)","type":"sasl","nullable":null,"kind":"option","key":null}
{"name":"(auth.mechanism)","type":"PLAIN","nullable":null,"kind":"option","key":null}
{"name":"(auth.username)","type":"u","nullable":null,"kind":"option","key":null}
{"name":"(auth.password)","type":"***","nullable":null,"kind":"option","key":null}
---- notice
Created connection c
auth.password is kept as typed in the catalog (mode 0600); '{{ NAME }}' would take it from the environment
Created table k
