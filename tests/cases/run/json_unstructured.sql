CREATE TABLE t (value JSON) WITH (connector = 'case', json.unstructured = true);
CREATE TABLE out (value JSON) WITH (connector = 'case', json.unstructured = true, type = 'sink');
SELECT value->>'a' AS a, value->'list'->1 AS second FROM t;
INSERT INTO out SELECT value FROM t;
---- input t
{"a":"x","list":[1,{"b": 2}]}
[1, 2]
---- output
{"a":"x","second":"{\"b\":2}"}
{"a":null,"second":"null"}
---- output out
{"a":"x","list":[1,{"b":2}]}
[1,2]
