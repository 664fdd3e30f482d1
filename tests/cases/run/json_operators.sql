CREATE TABLE t (j JSON, s TEXT) WITH (connector = 'case');
SELECT j->'a' AS a, j->'a'->0->'b' AS deep, j->>'n' AS n, (j->'n')::INT AS i, (j->'t')::TEXT AS t, j ? 'n' AS has, j->'nope' AS missing,
  json_length(j) AS len, s->>'x' AS from_text FROM t;
SELECT j->>'n' AS n FROM t WHERE (j->'n')::BIGINT > 4;
---- input t
{"j":{"a":[{"b": 1.50}],"n":5,"t":"txt"},"s":"{\"x\": [1, 2]}"}
{"j":[1,2],"s":"no json"}
{"j":null}
---- output
{"a":"[{\"b\":1.50}]","deep":"1.50","n":"5","i":5,"t":"txt","has":true,"missing":"null","len":3,"from_text":"[1, 2]"}
{"a":"null","deep":"null","n":null,"i":null,"t":null,"has":false,"missing":"null","len":2,"from_text":null}
{"a":"null","deep":"null","n":null,"i":null,"t":null,"has":null,"missing":"null","len":null,"from_text":null}
{"n":"5"}
