-- What is not needed is not evaluated: no division by zero here.
CREATE TABLE t (a BIGINT, s TEXT) WITH (connector = 'case');
SELECT a, CASE WHEN a = 0 THEN -1 ELSE 10 / a END AS guarded, CASE a WHEN 0 THEN 'zero' WHEN 2 THEN 'two' END AS simple,
  coalesce(s, CAST(10 / a AS TEXT)) AS first, a <> 0 AND 10 / a > 3 AS "and", a = 0 OR 10 / a > 3 AS "or",
  nullif(a, 0) AS "nullif", 10 / nullif(a, 0) AS safe FROM t;
---- input t
{"a":0,"s":"given"}
{"a":2,"s":null}
{"a":5,"s":"s"}
{"a":null,"s":null}
---- output
{"a":0,"guarded":-1,"simple":"zero","first":"given","and":false,"or":true,"nullif":null,"safe":null}
{"a":2,"guarded":5,"simple":"two","first":"5","and":true,"or":true,"nullif":2,"safe":5}
{"a":5,"guarded":2,"simple":null,"first":"s","and":false,"or":false,"nullif":5,"safe":2}
{"a":null,"guarded":null,"simple":null,"first":null,"and":null,"or":null,"nullif":null,"safe":null}
