CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE TABLE even (a BIGINT) WITH (connector = 'case', type = 'sink');
CREATE TABLE odd (a BIGINT) WITH (connector = 'case', type = 'sink');
INSERT INTO even SELECT a FROM t WHERE a % 2 = 0;
INSERT INTO odd SELECT a FROM t WHERE a % 2 = 1;
---- input t
{"a":1}
{"a":2}
{"a":3}
---- output even
{"a":2}
---- output odd
{"a":1}
{"a":3}
