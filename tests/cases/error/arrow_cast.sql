SELECT arrow_cast('x', 'Int32');
SELECT arrow_cast(1, 'int32');
SELECT arrow_cast(1, 'Timestamp(Nanosecond, Some("UTC"))');
SELECT arrow_cast(DATE '2026-01-31', 'Boolean');
---- error
Error: cannot cast 'x' to INT in arrow_cast('x', 'Int32')
  1 | SELECT arrow_cast('x', 'Int32');
    |        ^^^^^^^^^^^^^^^^^^^^^^^^

Error: Unsupported Arrow type 'int32'
  2 | SELECT arrow_cast(1, 'int32');
    |        ^^^^^^^^^^^^^^^^^^^^^^
Hint: Names are Arrow's, such as Int64, Utf8, Decimal128(10, 2) and Timestamp(Millisecond, None).

Error: Unsupported Arrow type 'Timestamp(Nanosecond, Some("UTC"))'
  3 | SELECT arrow_cast(1, 'Timestamp(Nanosecond, Some("UTC"))');
    |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Names are Arrow's, such as Int64, Utf8, Decimal128(10, 2) and Timestamp(Millisecond, None).

Error: cannot cast DATE to BOOLEAN
  4 | SELECT arrow_cast(DATE '2026-01-31', 'Boolean');
    |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
