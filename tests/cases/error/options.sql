CREATE TABLE t (a BIGINT) WITH (connector = 'kafak', topic = 'x');
CREATE TABLE t (a BIGINT) WITH (connector = 'case', format = 'jsn');
CREATE TABLE t (a BIGINT) WITH (connector = 'case', typ = 'source', zebra = 1);
CREATE TABLE t (a BIGINT) WITH (connector = 'case', type = 'both');
CREATE TABLE t (a BIGINT) WITH (connector = 'case', bad_data = 'ignore');
CREATE TABLE t (a BIGINT) WITH (connector = 'case', bad_data = 'dead_letter', bad_data.topic = 'x');
CREATE TABLE t (a BIGINT) WITH (connector = 'case', unbounded = true, unbounded = false);
CREATE TABLE t (a BIGINT) WITH (connector = 'case', unbounded = maybe);
CREATE TABLE t (a BIGINT) WITH (connector = 'single_file', format = 'json');
CREATE TABLE t (a BIGINT) WITH (topic = 'x', format = 'json');
CREATE TABLE t (a BIGINT) WITH (connector = 'blackhole', format = 'json');
CREATE TABLE t (a BIGINT) WITH (connector = 'case', connection_profile = 'local');
CREATE TABLE t (a BIGINT) WITH (connector = 'case', event_time_field = 'a');
CREATE TABLE t (a BIGINT) WITH (connector = 'case', source.idle_timeout = 'soon');
CREATE TABLE t (a BIGINT) WITH (connector = 'case', json.unstructured = true);
CREATE TABLE t (a BIGINT) WITH (connector = 'case', format = 'raw_string');
CREATE TABLE t (value JSON) WITH (connector = 'case', json.unstructured = true, json.include_schema = true);
CREATE TABLE t (a BIGINT) WITH (connector = 'case', framing = 'lines');
SELECT 1 FROM nothing /*+ OPTIONS('x' = 'y') */;
---- error
Error: Unknown connector 'kafak'
  1 | CREATE TABLE t (a BIGINT) WITH (connector = 'kafak', topic = 'x');
    |                                             ^^^^^^^
Hint: Did you mean 'kafka'? There are: case, kafka, confluent, single_file, datagen, nexmark, impulse, stdout, blackhole.

Error: unknown format 'jsn'
  2 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', format = 'jsn');
    |                                                              ^^^^^
Hint: Did you mean 'json'?

Error: unknown options provided in WITH clause: 'typ', 'zebra'
  3 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', typ = 'source', zebra = 1);
    |                                                     ^^^
Hint: Did you mean 'type'?

Error: type must be one of 'source' or 'sink'
  4 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', type = 'both');
    |                                                            ^^^^^^
Hint: Use one of: source, sink.

Error: invalid value for 'bad_data': `ignore`; expected one of 'drop', 'fail' or 'dead_letter'
  5 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', bad_data = 'ignore');
    |                                                                ^^^^^^^^
Hint: Use one of: fail, drop, dead_letter.

Error: bad_data = 'dead_letter' needs a Kafka table, not case
  6 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', bad_data = 'dead_letter', bad_data.topic = 'x');
    |              ^

Error: Option 'unbounded' is given twice
  7 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', unbounded = true, unbounded = false);
    |                                                                       ^^^^^^^^^

Error: invalid value for 'unbounded': expected 'true' or 'false', got 'maybe'
  8 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', unbounded = maybe);
    |                                                                 ^^^^^

Error: required option 'path' not set
  9 | CREATE TABLE t (a BIGINT) WITH (connector = 'single_file', format = 'json');
    |              ^

Error: required option 'connector' not set
  10 | CREATE TABLE t (a BIGINT) WITH (topic = 'x', format = 'json');
     |                                 ^^^^^
Hint: Use connector = 'kafka', 'confluent', 'single_file', 'impulse', 'nexmark', 'blackhole' or 'stdout'.

Error: The case connector takes no connection
  12 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', connection_profile = 'local');
     |                                                     ^^^^^^^^^^^^^^^^^^

Error: event_time_field 'a' is not a TIMESTAMP column of the table
  13 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', event_time_field = 'a');
     |                                                                        ^^^

Error: invalid value for 'source.idle_timeout': expected an interval such as '5 seconds', got 'soon'
  14 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', source.idle_timeout = 'soon');
     |                                                                           ^^^^^^

Error: json.unstructured needs exactly one column, value JSON, but the source has 'a'
  15 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', json.unstructured = true);
     |              ^
Hint: Declare the table with the column value JSON.

Error: raw_string needs exactly one column, value TEXT, but the source has 'a'
  16 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', format = 'raw_string');
     |              ^
Hint: Declare the table with the column value TEXT.

Error: at most one of json.unstructured and json.include_schema may be set
  17 | CREATE TABLE t (value JSON) WITH (connector = 'case', json.unstructured = true, json.include_schema…
     |              ^

Error: invalid value for framing 'lines'
  18 | CREATE TABLE t (a BIGINT) WITH (connector = 'case', framing = 'lines');
     |                                                               ^^^^^^^
Hint: Use one of: newline.

Error: table nothing not found
  19 | SELECT 1 FROM nothing /*+ OPTIONS('x' = 'y') */;
     |               ^^^^^^^
Hint: SHOW TABLES lists them; CREATE TABLE makes one.
