-- Ordered rows keep their order though they are ready in another one; unordered ones all come.
CREATE TABLE t (a BIGINT NOT NULL) WITH (connector = 'case');
CREATE TABLE o (a BIGINT, late TEXT) WITH (connector = 'case');
CREATE FUNCTION late(n BIGINT) RETURNS TEXT LANGUAGE typescript AS $$
  await new Promise((resolve) => setTimeout(resolve, Number(10n - n)));
  return `n${n}`;
$$ WITH (async = 'ordered', in_flight = 3);
CREATE FUNCTION whenever(n BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ async (n: bigint) => n * n $$
  WITH (async = 'unordered', timeout = '1 minute');
SELECT a, late(a) AS late FROM t WHERE a > 1;
SELECT a, s FROM (SELECT a, CASE WHEN a > 2 THEN whenever(a) END AS s FROM t) ORDER BY a;
INSERT INTO o SELECT a, late(a) FROM t;
EXPLAIN SELECT a, late(a) AS late FROM t WHERE a > 1;
---- input t
{"a":1}
{"a":2}
{"a":3}
{"a":4}
{"a":5}
---- output
{"a":2,"late":"n2"}
{"a":3,"late":"n3"}
{"a":4,"late":"n4"}
{"a":5,"late":"n5"}
{"a":1,"s":null}
{"a":2,"s":null}
{"a":3,"s":9}
{"a":4,"s":16}
{"a":5,"s":25}
---- output o
{"a":1,"late":"n1"}
{"a":2,"late":"n2"}
{"a":3,"late":"n3"}
{"a":4,"late":"n4"}
{"a":5,"late":"n5"}
---- plan
Result  bounded, append-only  a BIGINT NOT NULL, late TEXT
  Project  a, late(a) AS late
    Call  late(a), async ordered, up to 3 at a time
      Filter  a > 1
        Scan t (case, json)  a BIGINT
