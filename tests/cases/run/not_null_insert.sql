-- A nullable value goes into a NOT NULL column as long as it is none.
CREATE TABLE t (a BIGINT, s TEXT) WITH (connector = 'case', type = 'source');
CREATE TABLE out (a BIGINT NOT NULL, s TEXT NOT NULL) WITH (connector = 'case', type = 'sink');
INSERT INTO out SELECT a, s FROM t WHERE a IS NOT NULL;
---- input t
{"a":1,"s":"x"}
{"a":null}
{"a":2,"s":""}
---- output out
{"a":1,"s":"x"}
{"a":2,"s":""}
