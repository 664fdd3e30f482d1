-- Columns that nobody reads are not looked at.
CREATE TABLE t (a TINYINT NOT NULL, b BIGINT) WITH (connector = 'case');
SELECT b FROM t;
---- input t
{"b":1}
---- output
{"b":1}
