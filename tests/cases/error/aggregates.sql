-- Aggregates in the wrong place, and constants that are none.
CREATE TABLE t (a BIGINT, b TEXT) WITH (connector = 'case');
SELECT a FROM t WHERE count(*) > 1;
SELECT median(count(*)) FROM t;
SELECT a FROM t GROUP BY median(a);
SELECT string_agg(b, b) FROM t;
SELECT nth_value(a, 0) FROM t;
SELECT approx_percentile_cont(50) WITHIN GROUP (ORDER BY a) FROM t;
SELECT median(b) FROM t;
SELECT median(a) WITHIN GROUP (ORDER BY a) FROM t;
SELECT bool_end(a > 1) FROM t;
---- error
Error: Aggregate function count is not allowed here
  3 | SELECT a FROM t WHERE count(*) > 1;
    |                       ^^^^^
Hint: Aggregates stand in SELECT, HAVING and ORDER BY: HAVING is the WHERE of groups.

Error: count cannot stand here: aggregates are not nested
  4 | SELECT median(count(*)) FROM t;
    |               ^^^^^
Hint: Aggregate in a derived table first.

Error: GROUP BY takes no aggregates
  5 | SELECT a FROM t GROUP BY median(a);
    |                          ^^^^^^^^^

Error: The separator of string_agg must be constant
  6 | SELECT string_agg(b, b) FROM t;
    |        ^^^^^^^^^^^^^^^^

Error: The position of nth_value must be a constant integer other than 0
  7 | SELECT nth_value(a, 0) FROM t;
    |        ^^^^^^^^^^^^^^^
Hint: 1 is the first value, -1 the last.

Error: The percentile of approx_percentile_cont must be a constant from 0 to 1
  8 | SELECT approx_percentile_cont(50) WITHIN GROUP (ORDER BY a) FROM t;
    |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: Function median does not take (TEXT): it takes median(number)
  9 | SELECT median(b) FROM t;
    |        ^^^^^^^^^
Hint: Cast the argument: CAST(x AS type) or x::type

Error: median takes no WITHIN GROUP
  10 | SELECT median(a) WITHIN GROUP (ORDER BY a) FROM t;
     |                                         ^
Hint: Write ORDER BY after the arguments: median(… ORDER BY …).

Error: Function 'bool_end' not found
  11 | SELECT bool_end(a > 1) FROM t;
     |        ^^^^^^^^
Hint: Did you mean bool_and?
