CREATE TABLE t (a BIGINT[], s TEXT[]) WITH (connector = 'case');
SELECT a[1] AS first, a[-1] AS last, a[0] AS zero, a[2:3] AS mid, array_length(a) AS n, 2 = ANY(a) AS two, a || [9] AS more,
  array_to_string(s, '-') AS joined, a @> [1, 2] AS contains, [1, NULL, 3] AS made FROM t;
---- input t
{"a":[1,2,3,4],"s":["x",null,"y"]}
{"a":[],"s":[]}
{"a":null,"s":null}
---- output
{"first":1,"last":4,"zero":null,"mid":[2,3],"n":4,"two":true,"more":[1,2,3,4,9],"joined":"x-y","contains":true,"made":[1,null,3]}
{"first":null,"last":null,"zero":null,"mid":[],"n":0,"two":false,"more":[9],"joined":"","contains":false,"made":[1,null,3]}
{"first":null,"last":null,"zero":null,"mid":null,"n":null,"two":null,"more":null,"joined":null,"contains":null,"made":[1,null,3]}
