CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE TABLE IF NOT EXISTS t (b BIGINT) WITH (connector = 'case');
SELECT * FROM t;
CREATE OR REPLACE TABLE T (c BIGINT) WITH (connector = 'case');
SELECT * FROM t;
DROP TABLE t;
DROP TABLE IF EXISTS t;
---- input t
{"a":1}
---- output
{"a":1}
{"c":null}
---- notice
Created table t
Table t exists already
Created table t
Dropped table t
Table t not found, nothing dropped
