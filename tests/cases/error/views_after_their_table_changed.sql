CREATE TABLE t (price BIGINT) WITH (connector = 'case');
CREATE VIEW v AS SELECT   price FROM t;
CREATE OR REPLACE TABLE t (prize BIGINT) WITH (connector = 'case');
SELECT * FROM v;
---- error
Error: 'price' not found
  1 | SELECT   price FROM t
    |          ^^^^^
Hint: Did you mean "prize"?
