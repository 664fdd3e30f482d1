-- By position, with every cast that CAST allows.
CREATE TABLE out (a TEXT, b INT, c TIMESTAMP) WITH (connector = 'case', type = 'sink');
INSERT INTO out SELECT 1 AS c, '2' AS a, '2026-01-01' AS b;
---- output out
{"a":"1","b":2,"c":"2026-01-01T00:00:00"}
