-- They share the table's sink; records keep the event time of their INSERT.
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE TABLE o (a BIGINT, b TEXT) WITH (connector = 'case');
INSERT INTO o VALUES (7, 'seven');
INSERT INTO o SELECT a, 'x' FROM t WHERE a > 1;
INSERT INTO o (b) SELECT 'y' FROM t;
---- input t
{"a":1}
{"a":2}
---- output o sorted
{"a":2,"b":"x"}
{"a":7,"b":"seven"}
{"a":null,"b":"y"}
{"a":null,"b":"y"}
