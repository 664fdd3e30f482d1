CREATE TABLE t (a BIGINT, k TEXT METADATA FROM 'key') WITH (connector = 'kafka', bootstrap_servers = '{{ CASE_SERVERS }}', topic = 'orders', format = 'json', source.offset = 'earliest', source.until = 'latest');
EXPLAIN SELECT a, k FROM t ORDER BY a;
---- plan
Result  bounded, append-only  a BIGINT, k TEXT
  Sort  a  [append-only; keeps all rows until the end]
    Project  a, k
      Scan t (kafka, orders, json, from earliest, until latest)  a BIGINT, k TEXT
