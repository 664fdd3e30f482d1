-- connections
CREATE CONNECTION prod WITH (connector = 'confluent', bootstrap_servers = 'broker.example:9092', key = '{{ API_KEY }}', secret = '{{ API_SECRET }}');
CREATE OR REPLACE CONNECTION c WITH ('connector' = 'kafka', bootstrap_servers = 'localhost:9092', auth.type = 'sasl', auth.password = '{{ P }}', 'schema_registry.endpoint' = 'http://localhost:8081');
CREATE CONNECTION IF NOT EXISTS "My Profile" WITH (connector = 'kafka', tls.ca = 'ca.pem', schema_registry.api_secret = '{{ S }}');

-- tables: every kind of element
CREATE TABLE orders (
  id BIGINT NOT NULL PRIMARY KEY,
  price DECIMAL(10, 2),
  qty INT UNSIGNED NULL,
  order TEXT,
  "Mixed Case" VARCHAR(20),
  `back``tick` CHARACTER VARYING(10),
  tags TEXT[],
  grid INT[][],
  addr STRUCT<street TEXT, geo ROW<lat DOUBLE PRECISION, lon DOUBLE>>,
  many ARRAY<ARRAY<STRUCT<a INT, b ARRAY<TEXT>>>>,
  m MAP<TEXT, BIGINT>,
  ts TIMESTAMP(3) NOT NULL,
  zoned TIMESTAMP(3) WITH TIME ZONE,
  plain TIMESTAMP WITHOUT TIME ZONE,
  total DOUBLE GENERATED ALWAYS AS (price * qty) STORED,
  half DOUBLE AS (price / 2) VIRTUAL,
  offset_id BIGINT METADATA,
  part INT METADATA FROM 'partition' VIRTUAL,
  k TEXT METADATA FROM 'key',
  old TEXT GENERATED ALWAYS AS (metadata('topic')),
  key TEXT, value JSON, topic TEXT, type TEXT, window TEXT, watermark TEXT, primary INT, end TEXT, select TEXT,
  proc AS proctime(),
  sum AS price + 1,
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND,
  PRIMARY KEY (id, ts) NOT ENFORCED
) WITH (
  connector = 'kafka', connection_profile = 'prod', topic = 'orders', type = 'source', format = 'json',
  source.offset = 'earliest', 'source.until' = 'latest', idle_micros = -1, event_rate = 10.5, json.unstructured = false,
  event_time_interval = INTERVAL '1 second', sink.key_field = id, fields.c.values = ['a', 'b'], n = 1_000_000
);
CREATE TABLE t (a INT);
CREATE TABLE t WITH (connector = 'impulse', event_rate = 10);
CREATE TABLE t;
CREATE TEMPORARY TABLE lookup (id INT PRIMARY KEY NOT ENFORCED) WITH (connector = 'kafka', lookup.cache.ttl = INTERVAL '1 hour');
CREATE OR REPLACE TABLE IF NOT EXISTS t AS SELECT * FROM u;
CREATE TABLE t AS VALUES (1, 2);
CREATE TABLE t FROM TOPIC 'orders';
CREATE OR REPLACE TABLE t FROM TOPIC 'orders' WITH (connection_profile = 'prod');
CREATE TABLE if (a INT, WATERMARK FOR ts);

-- views and functions
CREATE VIEW v AS SELECT 1;
CREATE OR REPLACE VIEW IF NOT EXISTS v (a, b) AS (SELECT 1, 2) UNION ALL VALUES (3, 4);
CREATE FUNCTION fee(amount DOUBLE, rate DOUBLE) RETURNS DOUBLE LANGUAGE typescript AS $$ return amount * rate; $$;
CREATE OR REPLACE AGGREGATE FUNCTION IF NOT EXISTS spread(x BIGINT) RETURNS STRUCT<lo BIGINT, hi BIGINT> LANGUAGE TYPESCRIPT AS 'spread.ts'
  WITH (async = 'ordered', in_flight = 1000, timeout = '5 seconds');
CREATE FUNCTION now_text() RETURNS TEXT LANGUAGE typescript AS $$() => "a;b'c"$$;
