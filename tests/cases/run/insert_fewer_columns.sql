CREATE TABLE out (a BIGINT, b TEXT) WITH (connector = 'case', type = 'sink');
INSERT INTO out SELECT 1;
---- output out
{"a":1,"b":null}
