-- One computation, two readers.
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE VIEW doubled (d) AS SELECT a * 2 FROM t;
SELECT d FROM doubled WHERE d > 2 UNION ALL SELECT -d FROM doubled;
---- input t
{"a":1}
{"a":2}
---- output sorted
{"d":-2}
{"d":-4}
{"d":4}
