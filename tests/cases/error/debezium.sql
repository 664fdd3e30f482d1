CREATE TABLE t (id INT, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
CREATE TABLE t (id INT PRIMARY KEY, n INT, m INT AS (n + 1)) WITH (connector = 'case', format = 'debezium_json', type = 'source');
CREATE TABLE t (id INT PRIMARY KEY, ts TIMESTAMP, WATERMARK FOR ts) WITH (connector = 'case', format = 'debezium_json', type = 'source');
CREATE TABLE t (id INT PRIMARY KEY, ts TIMESTAMP) WITH (connector = 'case', format = 'debezium_json', event_time_field = ts);
CREATE TABLE both (id INT, n INT) WITH (connector = 'case', format = 'debezium_json');
SELECT * FROM both;
CREATE TABLE cdc (id INT PRIMARY KEY, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
CREATE TABLE live (id INT PRIMARY KEY, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'source', unbounded = TRUE);
CREATE TABLE plain (id INT, n INT) WITH (connector = 'case');
INSERT INTO plain SELECT * FROM cdc;
INSERT INTO plain SELECT * FROM cdc WHERE n > 1 UNION ALL SELECT 1, 2;
CREATE TABLE lines (value TEXT) WITH (connector = 'stdout', format = 'raw_string');
INSERT INTO lines SELECT CAST(n AS TEXT) FROM live;
SET result_mode = 'final';
SELECT * FROM live;
SELECT * FROM live ORDER BY n;
SELECT * FROM plain /*+ OPTIONS('format' = 'debezium_json') */;
---- error
Error: Debezium source must have at least one PRIMARY KEY field
  1 | CREATE TABLE t (id INT, n INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
    |              ^
Hint: Declare what identifies a row: id BIGINT PRIMARY KEY.

Error: can't use virtual fields with debezium format
  2 | CREATE TABLE t (id INT PRIMARY KEY, n INT, m INT AS (n + 1)) WITH (connector = 'case', format = 'de…
    |              ^
Hint: Compute them in a view over the table.

Error: can't use event_time_field with update mode.
  3 | CREATE TABLE t (id INT PRIMARY KEY, ts TIMESTAMP, WATERMARK FOR ts) WITH (connector = 'case', forma…
    |              ^
Hint: The event time of changes is that of their records.

Error: can't use event_time_field with update mode.
  4 | CREATE TABLE t (id INT PRIMARY KEY, ts TIMESTAMP) WITH (connector = 'case', format = 'debezium_json…
    |              ^
Hint: The event time of changes is that of their records.

Error: Debezium source must have at least one PRIMARY KEY field
  6 | SELECT * FROM both;
    |               ^^^^
Hint: CREATE TABLE both (id BIGINT PRIMARY KEY, …) says what identifies a row.

Error: input is updating, but sink is not configured as an updating sink (hint: use format = 'debezium_json')
  10 | INSERT INTO plain SELECT * FROM cdc;
     |             ^^^^^

Error: input is updating, but sink is not configured as an updating sink (hint: use format = 'debezium_json')
  11 | INSERT INTO plain SELECT * FROM cdc WHERE n > 1 UNION ALL SELECT 1, 2;
     |             ^^^^^

Error: input is updating, but sink is not configured as an updating sink (hint: use format = 'debezium_json')
  13 | INSERT INTO lines SELECT CAST(n AS TEXT) FROM live;
     |             ^^^^^

Error: result_mode 'final' needs a bounded query
  15 | SELECT * FROM live;
     | ^^^^^^^^^^^^^^^^^^
Hint: Read up to now with 'source.until' = 'latest', or RESET result_mode.

Error: ORDER BY without LIMIT needs a bounded query
  16 | SELECT * FROM live ORDER BY n;
     |                             ^
Hint: Add LIMIT, or read up to now with 'source.until' = 'latest'.

Error: Debezium source must have at least one PRIMARY KEY field
  17 | SELECT * FROM plain /*+ OPTIONS('format' = 'debezium_json') */;
     |               ^^^^^
Hint: CREATE TABLE plain (id BIGINT PRIMARY KEY, …) says what identifies a row.
