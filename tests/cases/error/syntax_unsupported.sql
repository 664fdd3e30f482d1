DELETE FROM t;
UPDATE t SET a = 1;
ALTER TABLE t ADD COLUMN a INT;
COPY t FROM 'x';
TRUNCATE TABLE t;
MERGE INTO t USING u ON TRUE;
BEGIN;
COMMIT;
GRANT ALL ON t TO ann;
USE db;
---- error
Error: Unsupported statement: DELETE
  1 | DELETE FROM t;
    | ^^^^^^
Hint: A topic is append-only: write changes with INSERT INTO a table with format = 'debezium_json'.

Error: Unsupported statement: UPDATE
  2 | UPDATE t SET a = 1;
    | ^^^^^^
Hint: A topic is append-only: write changes with INSERT INTO a table with format = 'debezium_json'.

Error: Unsupported statement: ALTER
  3 | ALTER TABLE t ADD COLUMN a INT;
    | ^^^^^
Hint: Use CREATE OR REPLACE to define it anew.

Error: Unsupported statement: COPY
  4 | COPY t FROM 'x';
    | ^^^^
Hint: Use INSERT INTO with a table whose connector is 'single_file'.

Error: Unsupported statement: TRUNCATE
  5 | TRUNCATE TABLE t;
    | ^^^^^^^^
Hint: Sluice does not remove records from a topic.

Error: Unsupported statement: MERGE
  6 | MERGE INTO t USING u ON TRUE;
    | ^^^^^
Hint: A topic is append-only: write changes with INSERT INTO a table with format = 'debezium_json'.

Error: Unsupported statement: BEGIN
  7 | BEGIN;
    | ^^^^^
Hint: Set 'sink.commit_mode' = 'exactly_once' on the sink: a job commits with each checkpoint. Several inserts as one job: EXECUTE STATEMENT SET BEGIN … END.

Error: Unsupported statement: COMMIT
  8 | COMMIT;
    | ^^^^^^
Hint: Set 'sink.commit_mode' = 'exactly_once' on the sink: a job commits with each checkpoint.

Error: Unsupported statement: GRANT
  9 | GRANT ALL ON t TO ann;
    | ^^^^^
Hint: Access rights are kept by the Kafka cluster.

Error: Unsupported statement: USE
  10 | USE db;
     | ^^^
Hint: There is one name space: use the name alone.
