-- Distinct rows of both sides (INTERSECT), of the left that are not among those of the right (EXCEPT); NULLs are equal.
CREATE TABLE t (a BIGINT, b TEXT) WITH (connector = 'case');
CREATE TABLE u (a INT, b TEXT) WITH (connector = 'case');
SELECT 'both' AS q, a, b FROM t INTERSECT SELECT 'both', a, b FROM u;
SELECT 'left' AS q, a, b FROM t EXCEPT SELECT 'left', a, b FROM u;
SELECT 'right' AS q, a FROM u EXCEPT SELECT 'right', a FROM t;
(SELECT 'more' AS q, a FROM t UNION SELECT 'more', a FROM u) EXCEPT SELECT 'more', 1;
---- input t
{"a": 1, "b": "x"}
{"a": 1, "b": "x"}
{"a": 2, "b": null}
{"a": null, "b": null}
{"a": 3, "b": "z"}
---- input u
{"a": 1, "b": "x"}
{"a": 2, "b": "y"}
{"a": null, "b": null}
{"a": null, "b": null}
{"a": 4, "b": "z"}
---- output sorted
{"q":"both","a":1,"b":"x"}
{"q":"both","a":null,"b":null}
{"q":"left","a":2,"b":null}
{"q":"left","a":3,"b":"z"}
{"q":"more","a":2}
{"q":"more","a":3}
{"q":"more","a":4}
{"q":"more","a":null}
{"q":"right","a":4}
