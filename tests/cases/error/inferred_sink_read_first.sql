CREATE TABLE t WITH (connector = 'case');
SELECT * FROM t;
---- error
Error: No schema defined for Kafka connection
  2 | SELECT * FROM t;
    |               ^
Hint: Only INSERT INTO t gives it columns: declare them to read it.
