-- Names that every JavaScript object has are no options, types or keys.
SET constructor = 1;
SET checkpoint_interval = '5 constructor';
CREATE TABLE t (a constructor) WITH (connector = 'case');
CREATE TABLE t (a TEXT METADATA FROM 'constructor') WITH (connector = 'case');
CREATE TABLE t (a TEXT) WITH (connector = 'case', 'toString' = 'x');
CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = 'localhost:1', constructor = '{{ X }}');
SELECT constructor(1);
---- error
Error: invalid option 'constructor'; supported options are 'updating_ttl', 'checkpoint_interval', 'update_interval', 'result_mode', 'connection_profile', 'pipeline_name'
  2 | SET constructor = 1;
    |     ^^^^^^^^^^^

Error: invalid value for 'checkpoint_interval': expected an interval such as '5 seconds', got '5 constructor'
  3 | SET checkpoint_interval = '5 constructor';
    |                           ^^^^^^^^^^^^^^^

Error: Unsupported SQL type 'CONSTRUCTOR'
  4 | CREATE TABLE t (a constructor) WITH (connector = 'case');
    |                   ^^^^^^^^^^^

Error: unknown metadata field 'constructor' for case connector 't'
  5 | CREATE TABLE t (a TEXT METADATA FROM 'constructor') WITH (connector = 'case');
    |              ^
Hint: It has: offset_id, partition, topic, timestamp, key.

Error: unknown options provided in WITH clause: 'toString'
  6 | CREATE TABLE t (a TEXT) WITH (connector = 'case', 'toString' = 'x');
    |                                                   ^^^^^^^^^^

Error: unknown options provided in WITH clause: 'constructor'
  7 | …ONNECTION c WITH (connector = 'kafka', bootstrap_servers = 'localhost:1', constructor = '{{ X }}');
    |                                                                            ^^^^^^^^^^^

Error: Function 'constructor' not found
  8 | SELECT constructor(1);
    |        ^^^^^^^^^^^
Hint: Did you mean struct?
