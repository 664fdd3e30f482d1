-- Constant expressions are evaluated while planning.
SELECT 1 / 0;
SELECT 1 % 0;
SELECT 9223372036854775807 + 1;
SELECT CAST('abc' AS INT);
SELECT CAST(300 AS TINYINT);
SELECT 'x'::TIMESTAMP;
SELECT DATE '2026-02-30';
SELECT TIMESTAMP '2026-01-31 10:00';
SELECT INTERVAL '5 fortnights';
SELECT CAST(1e30 AS BIGINT);
SELECT DECIMAL '1234567890123456789012345678901234567890';
SELECT regexp_like('a', '(');
SELECT substr('abc', 1, -1);
SELECT power(2, -1);
SELECT date_trunc('fortnight', TIMESTAMP '2026-01-01 00:00:00');
---- error
Error: division by zero in 1 / 0
  2 | SELECT 1 / 0;
    |        ^^^^^

Error: division by zero in 1 % 0
  3 | SELECT 1 % 0;
    |        ^^^^^

Error: overflow in 9223372036854775807 + 1
  4 | SELECT 9223372036854775807 + 1;
    |        ^^^^^^^^^^^^^^^^^^^^^^^

Error: cannot cast 'abc' to INT in CAST('abc' AS INT)
  5 | SELECT CAST('abc' AS INT);
    |        ^^^^^^^^^^^^^^^^^^

Error: cannot cast '300' to TINYINT in CAST(300 AS TINYINT)
  6 | SELECT CAST(300 AS TINYINT);
    |        ^^^^^^^^^^^^^^^^^^^^

Error: cannot cast 'x' to TIMESTAMP in 'x'::TIMESTAMP
  7 | SELECT 'x'::TIMESTAMP;
    |        ^^^^^^^^^^^^^^

Error: cannot cast '2026-02-30' to DATE in DATE '2026-02-30'
  8 | SELECT DATE '2026-02-30';
    |             ^^^^^^^^^^^^

Error: cannot cast '2026-01-31 10:00' to TIMESTAMP in TIMESTAMP '2026-01-31 10:00'
  9 | SELECT TIMESTAMP '2026-01-31 10:00';
    |                  ^^^^^^^^^^^^^^^^^^

Error: cannot cast '5 fortnights' to INTERVAL
  10 | SELECT INTERVAL '5 fortnights';
     |                 ^^^^^^^^^^^^^^
Hint: Write parts as number and unit: INTERVAL '1 day 2 hours 1.5 seconds'.

Error: cannot cast '1e30' to BIGINT in CAST(1e30 AS BIGINT)
  11 | SELECT CAST(1e30 AS BIGINT);
     |        ^^^^^^^^^^^^^^^^^^^^

Error: cannot cast '1234567890123456789012345678901234567890' to DECIMAL
  12 | SELECT DECIMAL '1234567890123456789012345678901234567890';
     |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

Error: bad regular expression '(': missing )
  13 | SELECT regexp_like('a', '(');
     |        ^^^^^^^^^^^^^^^^^^^^^

Error: negative length -1 of a substring in substr('abc', 1, -1)
  14 | SELECT substr('abc', 1, -1);
     |        ^^^^^^^^^^^^^^^^^^^^

Error: negative exponent -1 of an integer, use a DOUBLE base in power(2, -1)
  15 | SELECT power(2, -1);
     |        ^^^^^^^^^^^^

Error: unknown granularity 'fortnight' of date_trunc, known: microsecond millisecond second minute hour day week month quarter year
  16 | SELECT date_trunc('fortnight', TIMESTAMP '2026-01-01 00:00:00');
     |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
