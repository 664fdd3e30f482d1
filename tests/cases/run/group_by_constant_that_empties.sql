-- A group whose keys are constants is a group all the same: without rows it is none.
CREATE TABLE u (id BIGINT PRIMARY KEY, s TEXT) WITH (connector = 'case', format = 'debezium_json');
SELECT 'all' AS k, count(*) AS n FROM u GROUP BY 1;
SELECT 'all' AS k FROM u GROUP BY k;
SELECT count(*) AS n FROM u;
---- input u
{"before":null,"after":{"id":1,"s":"a"},"op":"c"}
{"before":{"id":1,"s":"a"},"after":null,"op":"d"}
---- output
{"n":0}
