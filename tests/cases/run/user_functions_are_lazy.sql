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
---- error
Error: Function is_big failed: called with null (topic t, partition 0, offset 4)
