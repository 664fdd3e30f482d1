-- A function is called for the rows only in which its value is needed.
CREATE TABLE t (a BIGINT, b BOOLEAN) WITH (connector = 'case');
CREATE FUNCTION picky(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$
  if (a === null || a < 0n) throw new Error(`called with ${a}`);
  return a * 10n;
$$;
CREATE FUNCTION is_big(a BIGINT) RETURNS BOOLEAN LANGUAGE typescript AS $$
  if (a === null || a < 0n) throw new Error(`called with ${a}`);
  return a > 2n;
$$;
SELECT a, CASE WHEN a < 0 THEN -1 WHEN a = 0 THEN picky(a) WHEN a > 0 THEN picky(100 / a) END AS c FROM t;
SELECT a, coalesce(nullif(a, -7) - 1, picky(5)) AS c FROM t;
SELECT a, a IS NOT NULL AND a >= 0 AND is_big(a) AS both, coalesce(a, -1) < 0 OR is_big(a) AS either FROM t;
SELECT a FROM t WHERE b AND a >= 0 AND is_big(a);
SELECT a, CASE WHEN a >= 0 THEN CASE WHEN is_big(a) THEN picky(picky(a)) END END AS nested FROM t;
---- input t
{"a":-7,"b":true}
{"a":0,"b":true}
{"a":3,"b":true}
{"a":4,"b":false}
{"a":null,"b":true}
{"a":2}
---- output
{"a":-7,"c":-1}
{"a":0,"c":0}
{"a":3,"c":330}
{"a":4,"c":250}
{"a":null,"c":null}
{"a":2,"c":500}
{"a":-7,"c":50}
{"a":0,"c":-1}
{"a":3,"c":2}
{"a":4,"c":3}
{"a":null,"c":50}
{"a":2,"c":1}
{"a":-7,"both":false,"either":true}
{"a":0,"both":false,"either":false}
{"a":3,"both":true,"either":true}
{"a":4,"both":true,"either":true}
{"a":null,"both":false,"either":true}
{"a":2,"both":false,"either":false}
{"a":3}
{"a":-7,"nested":null}
{"a":0,"nested":null}
{"a":3,"nested":300}
{"a":4,"nested":400}
{"a":null,"nested":null}
{"a":2,"nested":null}
