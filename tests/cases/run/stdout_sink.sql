CREATE TABLE out WITH (connector = 'stdout');
INSERT INTO out SELECT 1 AS a, 'x' AS b;
---- stdout
{"a":1,"b":"x"}
