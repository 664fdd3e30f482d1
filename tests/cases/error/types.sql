CREATE TABLE t (a BIGINT, s TEXT, b BOOLEAN, ts TIMESTAMP, d DATE, u BIGINT UNSIGNED, l BIGINT[], st STRUCT<x BIGINT>) WITH (connector = 'case');
SELECT a + s FROM t;
SELECT a + '1' FROM t;
SELECT a < s FROM t;
SELECT a = 'abc' FROM t;
SELECT b = 1 FROM t;
SELECT ts = 5 FROM t;
SELECT d + 1 FROM t;
SELECT -u FROM t;
SELECT a || a FROM t;
SELECT NOT a FROM t;
SELECT a AND b FROM t;
SELECT 1 FROM t WHERE a;
SELECT 1 FROM t WHERE s;
SELECT a ^ 2 FROM t;
SELECT s LIKE 5 FROM t;
SELECT ts > '2026-13-01' FROM t;
SELECT upper(a, s) FROM t;
SELECT abs(s) FROM t;
SELECT l.x FROM t;
SELECT st.y FROM t;
SELECT s.* FROM t;
SELECT CASE WHEN b THEN a ELSE ts END FROM t;
SELECT coalesce(a, s) FROM t;
SELECT coalesce(a, 'x') FROM t;
SELECT CAST(b AS TIMESTAMP) FROM t;
SELECT CAST(l AS BIGINT) FROM t;
SELECT a FROM t UNION ALL SELECT b FROM t;
SELECT a FROM t UNION ALL SELECT a, s FROM t;
VALUES (1, 2), (3);
VALUES (1), (TRUE);
SELECT a FROM t LIMIT -1;
SELECT a FROM t LIMIT s;
SELECT a FROM t ORDER BY 3;
SELECT *;
SELECT row_time();
SELECT count FROM t AS t (x, y, z, p, q, r, s, u, v);
SELECT $1;
---- error
Error: Operator "^" is not supported
  15 | SELECT a ^ 2 FROM t;
     |          ^
Hint: Use power(a, b) for powers, or # for bitwise exclusive or.

Error: Operator + does not take BIGINT and TEXT
  2 | SELECT a + s FROM t;
    |        ^^^^^
Hint: Cast the text to a number: x::BIGINT, x::DOUBLE.

Error: Operator + does not take BIGINT and TEXT
  3 | SELECT a + '1' FROM t;
    |        ^^^^^^^
Hint: Cast the text to a number: x::BIGINT, x::DOUBLE.

Error: Operator < does not take BIGINT and TEXT
  4 | SELECT a < s FROM t;
    |        ^^^^^
Hint: Cast the text to a number: x::BIGINT, x::DOUBLE.

Error: cannot cast 'abc' to BIGINT in a = 'abc'
  5 | SELECT a = 'abc' FROM t;
    |        ^^^^^^^^^

Error: Operator = does not take BOOLEAN and BIGINT
  6 | SELECT b = 1 FROM t;
    |        ^^^^^
Hint: Cast one side to the type of the other: CAST(x AS type) or x::type.

Error: Operator = does not take TIMESTAMP and BIGINT
  7 | SELECT ts = 5 FROM t;
    |        ^^^^^^
Hint: Cast one side to the type of the other: CAST(x AS type) or x::type.

Error: Operator + does not take DATE and BIGINT
  8 | SELECT d + 1 FROM t;
    |        ^^^^^
Hint: Add or subtract an interval: ts + INTERVAL '1 day'.

Error: Operator - does not take BIGINT UNSIGNED
  9 | SELECT -u FROM t;
    |        ^^
Hint: Cast it to a signed type first.

Error: Operator || does not take BIGINT and BIGINT
  10 | SELECT a || a FROM t;
     |        ^^^^^^
Hint: One side must be TEXT: cast with x::TEXT.

Error: NOT needs a BOOLEAN, got BIGINT
  11 | SELECT NOT a FROM t;
     |            ^
Hint: Write a comparison, such as x <> 0.

Error: AND needs a BOOLEAN, got BIGINT
  12 | SELECT a AND b FROM t;
     |        ^
Hint: Write a comparison, such as x <> 0.

Error: WHERE needs a BOOLEAN, got BIGINT
  13 | SELECT 1 FROM t WHERE a;
     |                       ^
Hint: Write a comparison, such as x <> 0.

Error: WHERE needs a BOOLEAN, got TEXT
  14 | SELECT 1 FROM t WHERE s;
     |                       ^
Hint: Write a comparison, such as x <> 0.

Error: Operator LIKE does not take TEXT and BIGINT
  16 | SELECT s LIKE 5 FROM t;
     |        ^^^^^^^^
Hint: Patterns match TEXT: cast with x::TEXT.

Error: cannot cast '2026-13-01' to TIMESTAMP in ts > '2026-13-01'
  17 | SELECT ts > '2026-13-01' FROM t;
     |        ^^^^^^^^^^^^^^^^^

Error: Function upper does not take (BIGINT, TEXT): it takes upper(text)
  18 | SELECT upper(a, s) FROM t;
     |        ^^^^^^^^^^^
Hint: Cast the argument: CAST(x AS type) or x::type

Error: Function abs does not take (TEXT): it takes abs(number)
  19 | SELECT abs(s) FROM t;
     |        ^^^^^^
Hint: Cast the argument: CAST(x AS type) or x::type

Error: BIGINT[] has no field 'x'
  20 | SELECT l.x FROM t;
     |          ^

Error: 'y' not found
  21 | SELECT st.y FROM t;
     |           ^
Hint: Did you mean "x"?

Error: TEXT has no fields
  22 | SELECT s.* FROM t;
     |        ^

Error: BIGINT and TIMESTAMP have no common type
  23 | SELECT CASE WHEN b THEN a ELSE ts END FROM t;
     |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Cast one side to the type of the other.

Error: BIGINT and TEXT have no common type
  24 | SELECT coalesce(a, s) FROM t;
     |        ^^^^^^^^^^^^^^
Hint: Cast one side to the type of the other.

Error: cannot cast 'x' to BIGINT in 'x'
  25 | SELECT coalesce(a, 'x') FROM t;
     |                    ^^^

Error: cannot cast BOOLEAN to TIMESTAMP
  26 | SELECT CAST(b AS TIMESTAMP) FROM t;
     |        ^^^^^^^^^^^^^^^^^^^^

Error: cannot cast BIGINT[] to BIGINT
  27 | SELECT CAST(l AS BIGINT) FROM t;
     |        ^^^^^^^^^^^^^^^^^

Error: Column 1 (a) of UNION ALL: BIGINT and BOOLEAN have no common type
  28 | SELECT a FROM t UNION ALL SELECT b FROM t;
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Cast one of them.

Error: UNION ALL needs as many columns on both sides: 1 and 2
  29 | SELECT a FROM t UNION ALL SELECT a, s FROM t;
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: VALUES rows differ: 2 and 1 values
  30 | VALUES (1, 2), (3);
     |                ^^^

Error: The values of column 1 have no common type
  31 | VALUES (1), (TRUE);
     | ^^^^^^^^^^^^^^^^^^

Error: LIMIT and OFFSET need a whole number that is not negative
  32 | SELECT a FROM t LIMIT -1;
     |                       ^^

Error: 's' not found
  33 | SELECT a FROM t LIMIT s;
     |                       ^

Error: ORDER BY position 3 is not in the select list
  34 | SELECT a FROM t ORDER BY 3;
     |                          ^

Error: * needs a FROM clause
  35 | SELECT *;
     |        ^

Error: row_time() takes no argument and needs rows with an event time
  36 | SELECT row_time();
     |        ^^^^^^^^^^

Error: 9 column names were given for 8 columns
  37 | SELECT count FROM t AS t (x, y, z, p, q, r, s, u, v);
     |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: No value for $1
  38 | SELECT $1;
     |        ^^
Hint: Values are bound in the library: session.query`… ${value} …`.
