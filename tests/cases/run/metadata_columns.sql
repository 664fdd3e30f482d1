CREATE TABLE t (
  a BIGINT, topic TEXT METADATA, off BIGINT METADATA FROM 'offset_id', ms BIGINT METADATA FROM 'timestamp',
  k TEXT METADATA FROM 'key', ts TIMESTAMP(3) GENERATED ALWAYS AS (metadata('timestamp'))
) WITH (connector = 'case');
SELECT * FROM t;
---- input t keyed
one => {"a":1}
\N => {"a":2}
 => {"a":3}
---- output
{"a":1,"topic":"t","off":0,"ms":1767225600000,"k":"one","ts":"2026-01-01T00:00:00"}
{"a":2,"topic":"t","off":1,"ms":1767225601000,"k":null,"ts":"2026-01-01T00:00:01"}
{"a":3,"topic":"t","off":2,"ms":1767225602000,"k":"","ts":"2026-01-01T00:00:02"}
