CREATE TABLE t (s STRUCT<a BIGINT, inner STRUCT<"Big" TEXT, list BIGINT[]>>) WITH (connector = 'case');
SELECT s.a, s.inner.big, s.inner.list[2] AS second, s['a'] AS sub, s IS NULL AS none, struct(1, 'x') AS made, named_struct('k', s.a) AS named FROM t;
SELECT s FROM t WHERE s.inner."Big" = 'b';
---- input t
{"s":{"a":1,"inner":{"Big":"b","list":[10,20]}}}
{"s":{"inner":null}}
{"s":null}
---- output
{"a":1,"big":"b","second":20,"sub":1,"none":false,"made":{"c0":1,"c1":"x"},"named":{"k":1}}
{"a":null,"big":null,"second":null,"sub":null,"none":false,"made":{"c0":1,"c1":"x"},"named":{"k":null}}
{"a":null,"big":null,"second":null,"sub":null,"none":true,"made":{"c0":1,"c1":"x"},"named":{"k":null}}
{"s":{"a":1,"inner":{"Big":"b","list":[10,20]}}}
