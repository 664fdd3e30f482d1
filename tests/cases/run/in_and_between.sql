CREATE TABLE t (a BIGINT, s TEXT) WITH (connector = 'case');
SELECT a, a IN (1, 3) AS few, a IN (1, 2, 3, 4, 5) AS many, a NOT IN (1, 2, 3, 4) AS none, a IN (1, NULL) AS with_null,
  a BETWEEN 2 AND 4 AS mid, a NOT BETWEEN 2 AND 4 AS out, a BETWEEN 4 AND 2 AS never, a BETWEEN 2 AND NULL AS open,
  s IN ('x', 'y', 'z', 'w') AS letters FROM t;
---- input t
{"a":1,"s":"x"}
{"a":3,"s":"q"}
{"a":5,"s":null}
{"a":null,"s":"w"}
---- output
{"a":1,"few":true,"many":true,"none":false,"with_null":true,"mid":false,"out":true,"never":false,"open":false,"letters":true}
{"a":3,"few":true,"many":true,"none":false,"with_null":null,"mid":true,"out":false,"never":false,"open":null,"letters":false}
{"a":5,"few":false,"many":true,"none":true,"with_null":null,"mid":false,"out":true,"never":false,"open":null,"letters":null}
{"a":null,"few":null,"many":null,"none":null,"with_null":null,"mid":null,"out":null,"never":null,"open":null,"letters":true}
