import assert from "node:assert/strict";
import { type Field, fieldOf } from "../../schema/field.ts";
import { readOptions } from "../../schema/options.ts";
import { TEXT, timestampType } from "../../schema/types.ts";
import { tableOf } from "../testing.ts";
import { checkKafkaTable, KAFKA_TABLE, readsCommitted } from "./options.ts";

const COLUMNS = [fieldOf("id", TEXT), fieldOf("at", timestampType(3))];

function read(options: Readonly<Record<string, string>>, columns: readonly Field[] = COLUMNS) {
  const table = tableOf("kafka", { topic: "orders", ...options }, columns);
  const values = readOptions(KAFKA_TABLE, table.options, new Set());
  checkKafkaTable(table, values);
  return values;
}

Deno.test("KAFKA_TABLE has the documented defaults", () => {
  const { client_configs: _, ...options } = read({});
  assert.deepEqual(options, {
    topic: "orders",
    "value.subject": undefined,
    "source.offset": { kind: "latest" },
    "source.until": undefined,
    "source.read_mode": undefined,
    "source.group_id": undefined,
    "source.group_id_prefix": undefined,
    "source.out_of_range": "fail",
    "topic.create": undefined,
    "topic.partitions": undefined,
    "sink.commit_mode": "at_least_once",
    "sink.key_field": undefined,
    "key.format": "raw",
    "key.subject": undefined,
    "sink.timestamp_field": undefined,
  });
});

Deno.test("KAFKA_TABLE refuses values in Arroyo's words", () => {
  const refused = (options: Readonly<Record<string, string>>, message: string) =>
    assert.throws(() => read(options), { name: "SqlError", message });
  refused({ "source.offset": "first" }, "invalid value for source.offset 'first'");
  refused({ "source.read_mode": "dirty" }, "invalid value for source.read_mode 'dirty'");
  refused({ "sink.commit_mode": "twice" }, "invalid value for commit_mode 'twice'");
  refused({ client_configs: "linger" }, "invalid client_config: expected comma and equals-separated pairs");
  refused({ topic: "a b" }, "invalid value for 'topic': 'a b' is not the name of a topic");
  refused({ topic: ".." }, "invalid value for 'topic': '..' is not the name of a topic");
  assert.throws(() => readOptions(KAFKA_TABLE, new Map(), new Set()), { message: "required option 'topic' not set" });
});

Deno.test("checkKafkaTable knows only the options of the side that type names", () => {
  assert.throws(() => read({ type: "source", "sink.key_field": "id", "topic.create": "true" }), {
    message: "unknown options provided in WITH clause: 'sink.key_field', 'topic.create'",
  });
  assert.throws(() => read({ type: "sink", "source.offset": "earliest" }), {
    message: "unknown options provided in WITH clause: 'source.offset'",
  });
  read({ "sink.key_field": "id", "source.offset": "earliest" });
});

Deno.test("checkKafkaTable wants columns that exist and fit", () => {
  read({ "sink.key_field": "id", "sink.timestamp_field": "at" });
  assert.throws(() => read({ "sink.key_field": "idd" }), { name: "SqlError", message: "'idd' not found" });
  assert.throws(() => read({ "sink.timestamp_field": "id" }), {
    message: "sink.timestamp_field 'id' must be a TIMESTAMP, but is TEXT",
  });
  read({ "sink.key_field": "later" }, []);
});

Deno.test("checkKafkaTable refuses client_configs that contradict options", () => {
  assert.throws(() => read({ "sink.commit_mode": "exactly_once", client_configs: "acks=1" }), {
    message: "sink.commit_mode 'exactly_once' needs acks=all, but client_configs says acks=1",
  });
  read({ "sink.commit_mode": "exactly_once", client_configs: "acks=-1" });
  assert.throws(
    () => read({ "source.read_mode": "read_committed", client_configs: "isolation.level=read_uncommitted" }),
    {
      message: "client_config 'isolation.level' contradicts source.read_mode 'read_committed'",
    },
  );
});

Deno.test("readsCommitted follows source.read_mode, else isolation.level", () => {
  assert.equal(readsCommitted(read({})), false);
  assert.equal(readsCommitted(read({ "source.read_mode": "read_committed" })), true);
  assert.equal(readsCommitted(read({ client_configs: "isolation.level=read_committed" })), true);
});
