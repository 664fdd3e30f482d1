CREATE CONNECTION c WITH (bootstrap_servers = 'localhost:9092');
CREATE CONNECTION c WITH (connector = 'single_file');
CREATE CONNECTION c WITH (connector = 'kafka');
CREATE CONNECTION local WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092');
CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', auth.type = 'sasl', auth.password = 'hunter2');
CREATE CONNECTION c WITH (connector = 'confluent', bootstrap_servers = 'localhost:9092', key = 'k');
CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', auth.pasword = 'hunter2');
CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092');
CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = 'localhost:9093');
CREATE TABLE t (a BIGINT) WITH (connection_profile = 'c', topic = 'x', format = 'json');
CREATE TABLE u (a BIGINT) WITH (connection_profile = 'c', connector = 'confluent', topic = 'x', format = 'json');
DROP CONNECTION c;
DROP CONNECTION local;
---- error
Error: required option 'connector' not set
  1 | CREATE CONNECTION c WITH (bootstrap_servers = 'localhost:9092');
    |                   ^
Hint: Use connector = 'kafka' or 'confluent'.

Error: The single_file connector takes no connection
  2 | CREATE CONNECTION c WITH (connector = 'single_file');
    |                                       ^^^^^^^^^^^^^

Error: required option 'bootstrap_servers' not set
  3 | CREATE CONNECTION c WITH (connector = 'kafka');
    |                   ^

Error: connection 'local' is the embedded cluster and always exists
  4 | CREATE CONNECTION local WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092');
    |                   ^^^^^
Hint: Choose another name.

Error: required option 'auth.mechanism' not set
  5 | CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', auth.type = 's…
    |                   ^
Hint: auth.type = 'sasl' needs it.

Error: required option 'secret' not set
  6 | CREATE CONNECTION c WITH (connector = 'confluent', bootstrap_servers = 'localhost:9092', key = 'k');
    |                   ^

Error: unknown options provided in WITH clause: 'auth.pasword'
  7 | …ONNECTION c WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', auth.pasword = '***');
    |                                                                               ^^^^^^^^^^^^
Hint: Did you mean 'auth.password'?

Error: Connection c exists already
  9 | CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = 'localhost:9093');
    |                   ^
Hint: CREATE OR REPLACE replaces it, IF NOT EXISTS keeps it.

Error: connection profile 'c' is for kafka, the table for confluent
  11 | … TABLE u (a BIGINT) WITH (connection_profile = 'c', connector = 'confluent', topic = 'x', format =…
     |                                                 ^^^

Error: Connection c is used by t
  12 | DROP CONNECTION c;
     |                 ^
Hint: Drop it first.

Error: connection 'local' is the embedded cluster and cannot be dropped
  13 | DROP CONNECTION local;
     |                 ^^^^^
