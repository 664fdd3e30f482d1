CREATE TABLE source (a BIGINT) WITH (connector = 'case', type = 'source');
CREATE TABLE sink (a BIGINT) WITH (connector = 'case', type = 'sink');
CREATE TABLE gone WITH (connector = 'blackhole');
CREATE TABLE made WITH (connector = 'impulse', event_rate = 1);
CREATE VIEW v AS SELECT 1 AS a;
CREATE TABLE ctas AS SELECT 1 AS a;
SELECT * FROM sink;
SELECT * FROM gone;
INSERT INTO source SELECT 1;
INSERT INTO made SELECT 1, 2;
INSERT INTO v SELECT 1;
INSERT INTO ctas SELECT 1;
CREATE TABLE x (a BIGINT) WITH (connector = 'impulse', event_rate = 1, type = 'sink');
CREATE TABLE x (a BIGINT) WITH (connector = 'blackhole', type = 'source');
---- error
Error: attempted to read from table 'sink', but it is a sink
  7 | SELECT * FROM sink;
    |               ^^^^

Error: attempted to read from table 'gone', but it is a sink
  8 | SELECT * FROM gone;
    |               ^^^^

Error: attempted to insert into table 'source', but it is a source
  9 | INSERT INTO source SELECT 1;
    |             ^^^^^^

Error: attempted to insert into table 'made', but it is a source
  10 | INSERT INTO made SELECT 1, 2;
     |             ^^^^

Error: v is a view: it cannot be inserted into
  11 | INSERT INTO v SELECT 1;
     |             ^

Error: shouldn't be inserting more data into a table made with CREATE TABLE AS
  12 | INSERT INTO ctas SELECT 1;
     |             ^^^^

Error: invalid schema for impulse source; omit fields to rely on inference
  13 | CREATE TABLE x (a BIGINT) WITH (connector = 'impulse', event_rate = 1, type = 'sink');
     |                 ^^^^^^^^

Error: The blackhole connector cannot be read
  14 | CREATE TABLE x (a BIGINT) WITH (connector = 'blackhole', type = 'source');
     |              ^
