-- Columns that get no value are NULL.
CREATE TABLE out (a BIGINT, b TEXT, c DOUBLE) WITH (connector = 'case', type = 'sink');
INSERT INTO out (c, A) VALUES (1, 2), (3.5, NULL);
---- output out
{"a":2,"b":null,"c":1.0}
{"a":null,"b":null,"c":3.5}
