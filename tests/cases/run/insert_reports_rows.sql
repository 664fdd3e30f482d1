CREATE TABLE out (a BIGINT) WITH (connector = 'case', type = 'sink');
INSERT INTO out VALUES (1), (2);
---- output out
{"a":1}
{"a":2}
---- notice
Created table out
2 rows written
