-- Parsed, and refused with one sentence until it is there.
CREATE TABLE t (a BIGINT, l BIGINT[], ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
SELECT a > ALL (l) FROM t;
SELECT proctime();
WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r;
CREATE TEMPORARY TABLE look (a BIGINT) WITH (connector = 'case');
CREATE TABLE x FROM TOPIC 'y';
PAUSE JOB 1;
---- error
