-- A NOT NULL side beside a nullable one: the result is nullable for whoever reads it.
CREATE TABLE a (x BIGINT NOT NULL, s TEXT NOT NULL) WITH (connector = 'case');
CREATE TABLE b (x BIGINT, s TEXT) WITH (connector = 'case');
SELECT x, x IS NULL AS missing, coalesce(s, '-') AS s FROM (SELECT x, s FROM a UNION ALL SELECT x, s FROM b) AS u WHERE x IS NULL OR x > 1;
---- input a
{"x":1,"s":"a"}
{"x":2,"s":"b"}
---- input b
{"x":3,"s":"c"}
{}
{"x":null,"s":null}
---- output
{"x":2,"missing":false,"s":"b"}
{"x":3,"missing":false,"s":"c"}
{"x":null,"missing":true,"s":"-"}
{"x":null,"missing":true,"s":"-"}
