CREATE TABLE t (a BIGINT, l BIGINT[], m BIGINT[][]) WITH (connector = 'case');
SELECT unnest(l), unnest(m) FROM t;
SELECT unnest(l) + unnest(l) AS x FROM t;
SELECT unnest(unnest(m)) FROM t;
SELECT unnest(a) FROM t;
SELECT a FROM t WHERE unnest(l) > 1;
SELECT a FROM t GROUP BY unnest(l);
SELECT a FROM t ORDER BY unnest(l);
SELECT unnest(l, l) FROM t;
SELECT a FROM t CROSS JOIN UNNEST(t.a) AS u (x);
SELECT a FROM t CROSS JOIN UNNEST(t.l) AS u (x, y);
SELECT a FROM t CROSS JOIN UNNEST(t.nope) AS u (x);
---- error
Error: Projection contains multiple unnests, which is not currently supported
  2 | SELECT unnest(l), unnest(m) FROM t;
    |                   ^^^^^^^^^

Error: Multiple unnests in expression, which is not allowed
  3 | SELECT unnest(l) + unnest(l) AS x FROM t;
    |                    ^^^^^^^^^

Error: Multiple unnests in expression, which is not allowed
  4 | SELECT unnest(unnest(m)) FROM t;
    |               ^^^^^^^^^

Error: unnest may only be called on arrays
  5 | SELECT unnest(a) FROM t;
    |               ^
Hint: This is BIGINT.

Error: unnest is only supported in SELECT statements
  6 | SELECT a FROM t WHERE unnest(l) > 1;
    |                       ^^^^^^^^^

Error: unnest is only supported in SELECT statements
  7 | SELECT a FROM t GROUP BY unnest(l);
    |                          ^^^^^^^^^

Error: unnest is only supported in SELECT statements
  8 | SELECT a FROM t ORDER BY unnest(l);
    |                          ^^^^^^^^^

Error: unnest takes one array
  9 | SELECT unnest(l, l) FROM t;
    |        ^^^^^^^^^^^^

Error: unnest may only be called on arrays
  10 | SELECT a FROM t CROSS JOIN UNNEST(t.a) AS u (x);
     |                                   ^^^
Hint: This is BIGINT.

Error: 2 column names were given for 1 columns
  11 | SELECT a FROM t CROSS JOIN UNNEST(t.l) AS u (x, y);
     |                                        ^^^^^^^^^^^

Error: 't.nope' not found
  12 | SELECT a FROM t CROSS JOIN UNNEST(t.nope) AS u (x);
     |                                   ^^^^^^
Hint: Columns of t: a, l, m.
