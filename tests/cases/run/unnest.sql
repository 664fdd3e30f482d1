-- A row for each element; none for NULL and for an empty array.
CREATE TABLE t (a INT, l BIGINT[], s STRUCT<name TEXT, tags TEXT[]>) WITH (connector = 'case');
SELECT a, unnest(l) FROM t;
SELECT a, unnest(l) * 10 + a AS x, l FROM t;
SELECT a, u.tag FROM t CROSS JOIN UNNEST(t.s.tags) AS u (tag) WHERE tag <> 'x';
SELECT a, i, j FROM t, UNNEST(l) AS x (i) CROSS JOIN UNNEST(s.tags) AS y (j);
SELECT * FROM UNNEST([1, 2, NULL]) AS u (n);
SELECT unnest(['a', 'b']) AS letter;
---- input t
{"a": 1, "l": [1, 2], "s": {"name": "n", "tags": ["x", "y"]}}
{"a": 2, "l": [], "s": {"name": "n", "tags": null}}
{"a": 3, "l": null, "s": null}
{"a": 4, "l": [3, null], "s": {"name": "m", "tags": ["z"]}}
---- output
{"a":1,"unnest(l)":1}
{"a":1,"unnest(l)":2}
{"a":4,"unnest(l)":3}
{"a":4,"unnest(l)":null}
{"a":1,"x":11,"l":[1,2]}
{"a":1,"x":21,"l":[1,2]}
{"a":4,"x":34,"l":[3,null]}
{"a":4,"x":null,"l":[3,null]}
{"a":1,"tag":"y"}
{"a":4,"tag":"z"}
{"a":1,"i":1,"j":"x"}
{"a":1,"i":1,"j":"y"}
{"a":1,"i":2,"j":"x"}
{"a":1,"i":2,"j":"y"}
{"a":4,"i":3,"j":"z"}
{"a":4,"i":null,"j":"z"}
{"n":1}
{"n":2}
{"n":null}
{"letter":"a"}
{"letter":"b"}
