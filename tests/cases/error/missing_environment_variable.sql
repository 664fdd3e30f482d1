-- Noticed when the connection is used, with the option named.
CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = '{{ NO_SUCH_SERVERS }}');
CREATE TABLE t (a BIGINT) WITH (connection_profile = 'c', topic = 'x', format = 'json');
SELECT a FROM t;
---- output
---- error
Error: Environment variable NO_SUCH_SERVERS not found
Note: It is used by the option 'bootstrap_servers'.
Hint: Set it before you start: export NO_SUCH_SERVERS=…
