CREATE TABLE t (a BIGINT, a TEXT) WITH (connector = 'case');
CREATE TABLE t (a HSTORE) WITH (connector = 'case');
CREATE TABLE t (a TIMESTAMP WITH TIME ZONE) WITH (connector = 'case');
CREATE TABLE t (a TIMESTAMP(4)) WITH (connector = 'case');
CREATE TABLE t (a DECIMAL(40)) WITH (connector = 'case');
CREATE TABLE t (a TEXT UNSIGNED) WITH (connector = 'case');
CREATE TABLE t (a MAP<TEXT, TEXT>) WITH (connector = 'case');
CREATE TABLE t (a BIGINT, PRIMARY KEY (b)) WITH (connector = 'case');
CREATE TABLE t (a BIGINT, WATERMARK FOR a) WITH (connector = 'case');
CREATE TABLE t (ts TIMESTAMP, WATERMARK FOR ts AS 5) WITH (connector = 'case');
CREATE TABLE t (ts TIMESTAMP, WATERMARK FOR ts, WATERMARK FOR ts) WITH (connector = 'case');
CREATE TABLE t (ts TIMESTAMP, WATERMARK FOR when_) WITH (connector = 'case');
CREATE TABLE t (a BIGINT, b BIGINT AS (nope + 1)) WITH (connector = 'case');
CREATE TABLE t (a BIGINT, b DATE AS (TRUE)) WITH (connector = 'case');
CREATE TABLE t (a BIGINT, UNIQUE (a)) WITH (connector = 'case');
CREATE TABLE t (o BIGINT METADATA) WITH (connector = 'case');
CREATE TABLE t (o BIGINT METADATA FROM 'topic') WITH (connector = 'case');
CREATE TABLE n (a BIGINT) WITH (connector = 'nexmark', event_rate = 1);
CREATE TABLE n WITH (connector = 'nexmark');
CREATE VIEW v (a, b) AS SELECT 1;
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE VIEW T AS SELECT 1;
CREATE VIEW v AS SELECT a FROM t;
DROP TABLE t;
DROP VIEW t;
---- error
Error: Unsupported table constraint `UNIQUE`
  15 | CREATE TABLE t (a BIGINT, UNIQUE (a)) WITH (connector = 'case');
     |                           ^^^^^^

Error: Column 'a' is defined twice
  1 | CREATE TABLE t (a BIGINT, a TEXT) WITH (connector = 'case');
    |                           ^

Error: Unsupported SQL type 'HSTORE'
  2 | CREATE TABLE t (a HSTORE) WITH (connector = 'case');
    |                   ^^^^^^

Error: Unsupported SQL type 'TIMESTAMP WITH TIME ZONE'
  3 | CREATE TABLE t (a TIMESTAMP WITH TIME ZONE) WITH (connector = 'case');
    |                   ^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Use TIMESTAMP: it has no zone and means UTC; texts with a zone are converted.

Error: unsupported precision 4
  4 | CREATE TABLE t (a TIMESTAMP(4)) WITH (connector = 'case');
    |                   ^^^^^^^^^^^^
Hint: Use TIMESTAMP(0), (3), (6) or (9).

Error: Unsupported SQL type 'DECIMAL'
  5 | CREATE TABLE t (a DECIMAL(40)) WITH (connector = 'case');
    |                   ^^^^^^^^^^^
Hint: Precision goes from 1 to 38, scale from 0 to the precision.

Error: Unsupported SQL type 'TEXT UNSIGNED'
  6 | CREATE TABLE t (a TEXT UNSIGNED) WITH (connector = 'case');
    |                   ^^^^^^^^^^^^^
Hint: Only integer types can be UNSIGNED.

Error: Unsupported SQL type 'MAP'
  7 | CREATE TABLE t (a MAP<TEXT, TEXT>) WITH (connector = 'case');
    |                   ^^^^^^^^^^^^^^^
Hint: Use JSON: a map in a message is read into a JSON column.

Error: 'b' not found
  8 | CREATE TABLE t (a BIGINT, PRIMARY KEY (b)) WITH (connector = 'case');
    |                                        ^

Error: WATERMARK FOR needs a TIMESTAMP column, but 'a' is BIGINT
  9 | CREATE TABLE t (a BIGINT, WATERMARK FOR a) WITH (connector = 'case');
    |                                         ^
Hint: Add a generated column: ts TIMESTAMP AS (to_timestamp_millis(ms)).

Error: the type of the WATERMARK FOR expression must be TIMESTAMP, but was BIGINT
  10 | CREATE TABLE t (ts TIMESTAMP, WATERMARK FOR ts AS 5) WITH (connector = 'case');
     |                                                   ^

Error: Only one WATERMARK FOR constraint is allowed per table
  11 | CREATE TABLE t (ts TIMESTAMP, WATERMARK FOR ts, WATERMARK FOR ts) WITH (connector = 'case');
     |                                                 ^^^^^^^^^^^^^^^^

Error: 'when_' not found
  12 | CREATE TABLE t (ts TIMESTAMP, WATERMARK FOR when_) WITH (connector = 'case');
     |                                             ^^^^^

Error: 'nope' not found
  13 | CREATE TABLE t (a BIGINT, b BIGINT AS (nope + 1)) WITH (connector = 'case');
     |                                        ^^^^
Hint: Columns: a.

Error: cannot cast BOOLEAN to DATE
  14 | CREATE TABLE t (a BIGINT, b DATE AS (TRUE)) WITH (connector = 'case');
     |                                  ^^^^^^^^^

Error: unknown metadata field 'o' for case connector 't'
  16 | CREATE TABLE t (o BIGINT METADATA) WITH (connector = 'case');
     |              ^
Hint: It has: offset_id, partition, topic, timestamp, key.

Error: incorrect data type for metadata field 'topic'; expected TEXT, but found BIGINT
  17 | CREATE TABLE t (o BIGINT METADATA FROM 'topic') WITH (connector = 'case');
     |              ^

Error: invalid schema for nexmark source; omit fields to rely on inference
  18 | CREATE TABLE n (a BIGINT) WITH (connector = 'nexmark', event_rate = 1);
     |                 ^^^^^^^^

Error: required option 'event_rate' not set
  19 | CREATE TABLE n WITH (connector = 'nexmark');
     |              ^

Error: 2 column names were given for 1 columns
  20 | CREATE VIEW v (a, b) AS SELECT 1;
     |             ^

Error: Table t exists already
  22 | CREATE TABLE t (a BIGINT) WITH (connector = 'case');
     |              ^
Hint: CREATE OR REPLACE replaces it, IF NOT EXISTS keeps it.

Error: View t exists already
  23 | CREATE VIEW T AS SELECT 1;
     |             ^
Hint: CREATE OR REPLACE replaces it, IF NOT EXISTS keeps it.

Error: Table t is used by v
  25 | DROP TABLE t;
     |            ^
Hint: Drop it first.

Error: t is a table
  26 | DROP VIEW t;
     |           ^
Hint: DROP TABLE drops it.
