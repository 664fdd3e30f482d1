CREATE TABLE out (id BIGINT NOT NULL, name TEXT, at TIMESTAMP) WITH (connector = 'case', type = 'sink', json.include_schema = true);
INSERT INTO out VALUES (1, 'a', TIMESTAMP '2026-01-01 00:00:00');
---- output out
{"schema":{"type":"struct","name":"ArroyoJson","fields":[{"type":"int64","optional":false,"field":"id"},{"type":"string","optional":true,"field":"name"},{"type":"int64","name":"org.apache.kafka.connect.data.Timestamp","version":1,"optional":true,"field":"at"}],"optional":false},"payload":{"id":1,"name":"a","at":1767225600000}}
