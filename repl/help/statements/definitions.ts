/** Help on what makes, changes and shows definitions. */
import type { StatementHelp } from "../statement.ts";

export const DEFINITIONS: readonly StatementHelp[] = [
  {
    name: "CREATE CONNECTION",
    aliases: ["CONNECTION", "PROFILE"],
    doc: "Names a cluster and how to log in; \\connect asks for all of it and tests each step",
    syntax:
      "CREATE [OR REPLACE] CONNECTION [IF NOT EXISTS] name WITH (connector = 'kafka' | 'confluent', key = value, …)",
    notes: [
      "{{ NAME }} in a value is the environment variable NAME, read when the connection is used.",
      "The catalog that keeps it can be read by its owner alone.",
    ],
    examples: [
      "CREATE CONNECTION prod WITH (connector = 'confluent', bootstrap_servers = 'broker.example:9092', key = '{{ API_KEY }}', secret = '{{ API_SECRET }}')",
      "CREATE CONNECTION near WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092')",
    ],
    see: ["TEST", "DROP"],
  },
  {
    name: "CREATE TABLE",
    aliases: ["TABLE", "PRIMARY KEY", "METADATA"],
    doc: "Binds a name to a topic, a file or a generator, with columns and a format",
    syntax: `CREATE [OR REPLACE] TABLE [IF NOT EXISTS] name (
  column type [NOT NULL] [PRIMARY KEY],
  column type METADATA FROM 'key',
  column AS expression,
  WATERMARK FOR column [AS expression],
  PRIMARY KEY (column, …)
) WITH (connector = '…' | connection_profile = '…', key = value, …)`,
    notes: [
      "connection_profile = 'local' is the embedded cluster, where a missing topic is made.",
      "Metadata of Kafka: offset_id, partition, topic, timestamp, key, headers, schema_id.",
    ],
    examples: [
      "CREATE TABLE clicks (user_id BIGINT, page TEXT, at TIMESTAMP(3), part INT METADATA FROM 'partition', WATERMARK FOR at AS at - INTERVAL '5' SECOND) WITH (connection_profile = 'local', topic = 'clicks', format = 'json', 'source.offset' = 'earliest')",
      "CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 10)",
    ],
    see: ["CREATE TABLE FROM TOPIC", "WATERMARK", "OPTIONS", "TYPES"],
  },
  {
    name: "CREATE TABLE FROM TOPIC",
    aliases: ["FROM TOPIC"],
    doc: "Looks at records and the schema registry, and proposes the whole CREATE TABLE",
    syntax: "CREATE [OR REPLACE] TABLE [IF NOT EXISTS] name FROM TOPIC 'topic' [WITH (connection_profile = '…', …)]",
    examples: ["CREATE TABLE found FROM TOPIC 'orders'"],
    see: ["CREATE TABLE"],
  },
  {
    name: "CREATE TABLE AS",
    doc: "A table in memory, filled by a query of the same pipeline",
    syntax: "CREATE TABLE name AS query",
    examples: ["CREATE TABLE large AS SELECT * FROM orders WHERE price > 100"],
    see: ["CREATE VIEW"],
  },
  {
    name: "WATERMARK",
    aliases: ["EVENT TIME", "WATERMARK FOR"],
    doc: "Names the event time of a table, and how late rows may be: part of CREATE TABLE",
    syntax: "WATERMARK FOR column [AS column - INTERVAL 'n' SECOND]",
    notes: [
      "Windows close when the watermark passes their end: the newest event time less the delay, the least of all partitions.",
      "A partition that falls silent holds it back until source.idle_timeout.",
    ],
    examples: [
      "CREATE TABLE timed (at TIMESTAMP(3), n INT, WATERMARK FOR at AS at - INTERVAL '10' SECOND) WITH (connection_profile = 'local', topic = 'timed', format = 'json')",
    ],
    see: ["WINDOW", "CREATE TABLE"],
  },
  {
    name: "CREATE VIEW",
    aliases: ["VIEW"],
    doc: "Names a query",
    syntax: "CREATE [OR REPLACE] VIEW [IF NOT EXISTS] name [(column, …)] AS query",
    examples: ["CREATE VIEW large_orders AS SELECT order_id, price FROM orders WHERE price > 100"],
    see: ["SELECT"],
  },
  {
    name: "CREATE FUNCTION",
    aliases: ["FUNCTION", "CREATE AGGREGATE FUNCTION", "TYPESCRIPT"],
    doc: "A function of your own in TypeScript; it runs in a worker without permissions",
    syntax: `CREATE [OR REPLACE] [AGGREGATE] FUNCTION name(parameter type, …) RETURNS type
LANGUAGE typescript AS $$ code $$ | 'file.ts' [WITH (key = value, …)]`,
    notes: [
      "An aggregate gets the values of a group as arrays.",
      "A file exports the function by its name. In the shell, queries and jobs go on with what it says when it is saved.",
    ],
    examples: [
      "CREATE FUNCTION fee(amount DOUBLE, rate DOUBLE) RETURNS DOUBLE LANGUAGE typescript AS $$ return amount * rate; $$",
    ],
    see: ["DROP"],
  },
  {
    name: "DROP",
    aliases: ["DROP TABLE", "DROP VIEW", "DROP CONNECTION", "DROP FUNCTION"],
    doc: "Forgets a definition; the topic and its records stay",
    syntax: "DROP CONNECTION | TABLE | VIEW | FUNCTION [IF EXISTS] name",
    examples: ["DROP TABLE IF EXISTS clicks"],
  },
  {
    name: "SHOW",
    aliases: [
      "SHOW TABLES",
      "SHOW VIEWS",
      "SHOW CONNECTIONS",
      "SHOW TOPICS",
      "SHOW JOBS",
      "SHOW FUNCTIONS",
      "SHOW SETTINGS",
      "SHOW CREATE TABLE",
    ],
    doc: "Lists what there is",
    syntax: `SHOW CONNECTIONS | TABLES | VIEWS | JOBS | FUNCTIONS | SETTINGS
SHOW TOPICS [FROM connection]
SHOW CREATE TABLE name`,
    examples: ["SHOW TABLES", "SHOW TOPICS FROM local", "SHOW CREATE TABLE orders"],
    see: ["DESCRIBE"],
  },
  {
    name: "DESCRIBE",
    aliases: ["DESC", "DESCRIBE JOB"],
    doc: "Columns and options of a table or view; how a job is doing",
    syntax: "DESCRIBE name    DESCRIBE JOB n",
    examples: ["DESCRIBE orders"],
    see: ["SHOW"],
  },
  {
    name: "TEST",
    aliases: ["TEST CONNECTION", "TEST TABLE"],
    doc: "Tries a connection, or reads one record of a table, and says each step",
    syntax: "TEST CONNECTION name    TEST TABLE name",
    examples: ["TEST CONNECTION local", "TEST TABLE orders"],
    see: ["CREATE CONNECTION"],
  },
  {
    name: "OPTIONS",
    aliases: ["WITH", "HINT"],
    doc: "Options of a table for one query, put over its own",
    syntax: "table /*+ OPTIONS('key' = 'value', …) */",
    notes: ["\\help KEY explains one: \\help source.offset."],
    examples: [
      "SELECT count(*) AS n FROM orders /*+ OPTIONS('source.offset' = 'earliest', 'source.until' = 'latest') */",
    ],
    see: ["CREATE TABLE"],
  },
  {
    name: "TYPES",
    aliases: ["TYPE", "DATA TYPES"],
    doc: "The types of columns and values",
    syntax: `BOOLEAN   TINYINT   SMALLINT   INT   BIGINT   (each integer also UNSIGNED)   REAL   DOUBLE   DECIMAL(p, s)
TEXT   BYTEA   JSON   DATE   TIME   TIMESTAMP(p)   INTERVAL   type[]   STRUCT<name type, …>`,
    examples: [
      "SELECT 1::BIGINT AS a, DECIMAL '1.50' AS b, [1, 2] AS c, TIMESTAMP '2026-01-31 10:00:00' AS d, INTERVAL '5' MINUTE AS e",
    ],
    see: ["CAST"],
  },
];
