CREATE TABLE t (a BIGINT NOT NULL, b TEXT) WITH (connector = 'case');
CREATE TABLE out WITH (connector = 'case', type = 'sink');
INSERT INTO out SELECT a AS id, upper(b) AS name FROM t;
INSERT INTO out SELECT a + 100 AS id, 'x' AS name FROM t;
---- input t
{"a":1,"b":"one"}
---- output out
{"id":1,"name":"ONE"}
{"id":101,"name":"x"}
