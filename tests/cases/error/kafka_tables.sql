CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x');
CREATE TABLE t WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', type = 'source');
CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', format = 'json');
CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', topic = 'x', format = 'json');
CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', source.offset = 'first');
CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', source.read_mode = 'dirty');
CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', sink.commit_mode = 'sometimes');
CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', sink.commit_mode = 'exactly_once', client_configs = 'acks=1');
CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', client_configs = 'a');
CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', auth.type = 'oauth');
CREATE TABLE t (a BIGINT) WITH (connection_profile = 'prod', topic = 'x', format = 'json');
CREATE TABLE t (a BIGINT) WITH (connection_profile = 'local', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json');
CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'avro');
CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'protobuf');
CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', json.confluent_schema_registry = true);
CREATE TABLE t (a BIGINT, o TEXT METADATA FROM 'offset_id') WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json');
CREATE TABLE t (a BIGINT, o BIGINT METADATA FROM 'ofset_id') WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json');
---- error
Error: 'format' must be set for Kafka connection
  1 | CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = …
    |              ^
Hint: Add format = 'json', 'raw_string' or 'raw_bytes'.

Error: No schema defined for Kafka connection
  2 | CREATE TABLE t WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format…
    |              ^
Hint: Declare the columns: CREATE TABLE t (a TEXT, b BIGINT) WITH (…).

Error: required option 'topic' not set
  3 | CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', format =…
    |              ^

Error: required option 'bootstrap_servers' not set
  4 | CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', topic = 'x', format = 'json');
    |              ^

Error: invalid value for source.offset 'first'
  5 | …fka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', source.offset = 'first');
    |                                                                                            ^^^^^^^
Hint: Use earliest, latest, group, an ISO time, epoch milliseconds, or partition:offset pairs such as '0:42,1:17,*:earliest'.

Error: invalid value for source.read_mode 'dirty'
  6 | …', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', source.read_mode = 'dirty');
    |                                                                                            ^^^^^^^
Hint: Use one of: read_uncommitted, read_committed.

Error: invalid value for commit_mode 'sometimes'
  7 | …ootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', sink.commit_mode = 'sometimes');
    |                                                                                        ^^^^^^^^^^^
Hint: Use one of: at_least_once, exactly_once.

Error: sink.commit_mode 'exactly_once' needs acks=all, but client_configs says acks=1
  8 | CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = …
    |              ^

Error: invalid client_config: expected comma and equals-separated pairs
  9 | …'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', client_configs = 'a');
    |                                                                                                ^^^
Hint: Write 'linger.ms=5,batch.size=65536'; a comma inside a value is \,.

Error: unknown auth type 'oauth'
  10 | … 'kafka', bootstrap_servers = 'localhost:9092', topic = 'x', format = 'json', auth.type = 'oauth');
     |                                                                                            ^^^^^^^
Hint: Use one of: none, sasl.

Error: connection profile 'prod' not found
  11 | CREATE TABLE t (a BIGINT) WITH (connection_profile = 'prod', topic = 'x', format = 'json');
     |                                                      ^^^^^^
Hint: SHOW CONNECTIONS lists them, CREATE CONNECTION makes one; 'local' is the embedded cluster.

Error: unknown options provided in WITH clause: 'bootstrap_servers'
  12 | …NT) WITH (connection_profile = 'local', bootstrap_servers = 'localhost:9092', topic = 'x', format …
     |                                          ^^^^^^^^^^^^^^^^^

Error: required option 'protobuf.schema' not set
  14 | CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = …
     |              ^
Hint: Give the text of the .proto file, or 'protobuf.confluent_schema_registry' = 'true'.

Error: schema registry must be configured on the Kafka connection profile
  15 | CREATE TABLE t (a BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = …
     |              ^
Hint: Add schema_registry.endpoint = 'https://…' to the connection, with its key and secret.

Error: incorrect data type for metadata field 'offset_id'; expected BIGINT, but found TEXT
  16 | CREATE TABLE t (a BIGINT, o TEXT METADATA FROM 'offset_id') WITH (connector = 'kafka', bootstrap_se…
     |              ^

Error: unknown metadata field 'ofset_id' for kafka connector 't'
  17 | CREATE TABLE t (a BIGINT, o BIGINT METADATA FROM 'ofset_id') WITH (connector = 'kafka', bootstrap_s…
     |              ^
Hint: Did you mean 'offset_id'?
