CREATE TABLE t (k TEXT, x INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE TABLE out (k TEXT, x INT) WITH (connector = 'case');
INSERT INTO out SELECT k, x FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY ts DESC) AS n FROM t) WHERE n = 1;
INSERT INTO out SELECT k, x FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY x) AS n FROM t) WHERE n <= 3;
---- error
Error: input is updating, but sink is not configured as an updating sink (hint: use format = 'debezium_json')
  3 | INSERT INTO out SELECT k, x FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY ts DESC) AS …
    |             ^^^

Error: input is updating, but sink is not configured as an updating sink (hint: use format = 'debezium_json')
  4 | INSERT INTO out SELECT k, x FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY x) AS n FROM…
    |             ^^^
