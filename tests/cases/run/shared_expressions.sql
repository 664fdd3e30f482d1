-- Projections are fused: what is computed once in a branch is not taken for computed outside of it.
CREATE TABLE t (a BIGINT, b BIGINT) WITH (connector = 'case');
SELECT CASE WHEN b > 1 THEN q ELSE -1 END AS guarded, coalesce(a, q) AS first, q FROM (SELECT a, b, a / b AS q FROM t WHERE b <> 0) AS x WHERE b < 9 OR q > 0;
---- input t
{"a":10,"b":0}
{"a":10,"b":2}
{"a":10,"b":1}
{"a":null,"b":3}
{"a":10,"b":20}
---- output
{"guarded":5,"first":10,"q":5}
{"guarded":-1,"first":10,"q":10}
{"guarded":null,"first":null,"q":null}
