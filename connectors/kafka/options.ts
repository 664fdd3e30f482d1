/** Table options of `kafka` and `confluent`. */
import { SqlError } from "../../schema/errors.ts";
import {
  choiceOption,
  flagOption,
  nearest,
  numberOption,
  type Option,
  type OptionsOf,
  parsedOption,
  textOption,
} from "../../schema/options.ts";
import { physicalColumns, type Table } from "../../schema/table.ts";
import { typeName } from "../../schema/types.ts";
import { CLIENT_CONFIGS_OPTION } from "./client_configs.ts";
import { START_OPTION, UNTIL_OPTION } from "./offset_options.ts";

export { CONFLUENT_CONNECTION, KAFKA_CONNECTION } from "./connection_options.ts";
export type { ClientConfigs } from "./client_configs.ts";
export type { OffsetOf, PartitionOffsets, StartOffset, UntilOffset } from "./offset_options.ts";

/** `type`, `format` and other options of every table, and those of idle sources, are the engine's. */
export const KAFKA_TABLE = {
  topic: { ...parsedOption("One topic", "text", "", readTopic), required: true },
  "value.subject": textOption("Subject in the schema registry; {topic}-value unless given"),
  "source.offset": START_OPTION,
  "source.until": UNTIL_OPTION,
  "source.read_mode": choiceOption(
    "Whether records of open and aborted transactions are read",
    ["read_uncommitted", "read_committed"],
    undefined,
  ),
  "source.group_id": textOption("Group that offsets are committed to after each checkpoint"),
  "source.group_id_prefix": textOption("Beginning of the group's name, when source.group_id is not given"),
  "source.out_of_range": choiceOption(
    "What happens when an offset no longer exists",
    ["fail", "earliest", "latest"],
    "fail",
  ),
  "topic.create": optionalFlag("Create a missing topic when the pipeline starts; false unless given, true on 'local'"),
  "topic.partitions": numberOption("Partitions of a created topic; the broker's default unless given", undefined, {
    min: 1,
    max: 100_000,
    integer: true,
  }),
  "sink.commit_mode": choiceOption(
    "Whether rows may repeat after a crash",
    ["at_least_once", "exactly_once"],
    "at_least_once",
    (_, text) => `invalid value for commit_mode '${text}'`,
  ),
  "sink.key_field": textOption("Column whose value is the record key"),
  "key.format": choiceOption(
    "How the record key is written and read",
    ["raw", "json", "avro", "protobuf", "json_schema"],
    "raw",
  ),
  "key.subject": textOption("Subject of the key in the schema registry; {topic}-key unless given"),
  "sink.timestamp_field": textOption("TIMESTAMP column that is the record's time; event time unless given"),
  client_configs: CLIENT_CONFIGS_OPTION,
};

export type KafkaTableOptions = OptionsOf<typeof KAFKA_TABLE>;

/** Throws an `SqlError` when the options contradict each other, the table's direction or its columns. */
export function checkKafkaTable(table: Table, options: KafkaTableOptions): void {
  refuseOtherSide(table);
  const isolation = options.client_configs["isolation.level"];
  if (isolation !== undefined && (options["source.read_mode"] ?? isolation) !== isolation) {
    throw refused(`client_config 'isolation.level' contradicts source.read_mode '${options["source.read_mode"]}'`);
  }
  const { acks } = options.client_configs;
  if (options["sink.commit_mode"] === "exactly_once" && (acks === "0" || acks === "1")) {
    throw refused(`sink.commit_mode 'exactly_once' needs acks=all, but client_configs says acks=${acks}`);
  }
  checkColumn(table, "sink.key_field", options["sink.key_field"]);
  const time = checkColumn(table, "sink.timestamp_field", options["sink.timestamp_field"]);
  if (time !== undefined && time.type.kind !== "timestamp") {
    throw refused(`sink.timestamp_field '${time.name}' must be a TIMESTAMP, but is ${typeName(time.type)}`);
  }
}

/** The mode that `source.read_mode`, else `isolation.level`, asks for. */
export function readsCommitted(options: KafkaTableOptions): boolean {
  const mode = options["source.read_mode"] ?? options.client_configs["isolation.level"];
  return mode === "read_committed";
}

/** Options of a side that `type` rules out count as unknown. */
function refuseOtherSide({ direction, options }: Table): void {
  if (direction === "both") return;
  const foreign = direction === "source" ? /^(sink|topic)\./ : /^source\./;
  const keys = [...options.keys()].filter((key) => foreign.test(key)).sort();
  const [first] = keys;
  if (first === undefined) return;
  throw new SqlError(`unknown options provided in WITH clause: ${keys.map((key) => `'${key}'`).join(", ")}`, {
    code: "unknown_option",
    span: options.get(first)?.keySpan,
    hint: `The table has type = '${direction}': leave these out, or leave out the type.`,
  });
}

/** The column that the option names; a sink without columns has them from its first INSERT, and is checked then. */
function checkColumn(table: Table, key: string, name: string | undefined) {
  const columns = physicalColumns(table);
  if (name === undefined || columns.length === 0) return undefined;
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const near = nearest(name, columns.map((column) => column.name))[0];
  throw new SqlError(`'${name}' not found`, {
    code: "not_found",
    span: table.options.get(key)?.span,
    notes: [`The option '${key}' names a column of the table.`],
    hint: near === undefined ? undefined : `Did you mean '${near}'?`,
  });
}

/** Legal names by Kafka's own rule; patterns are not supported. */
function readTopic(text: string, key: string): string {
  if (/^[a-zA-Z0-9._-]{1,249}$/.test(text) && text !== "." && text !== "..") return text;
  throw new SqlError(`invalid value for '${key}': '${text}' is not the name of a topic`, {
    code: "bad_option",
    hint: "Up to 249 letters, digits, dots, underscores and hyphens.",
  });
}

function optionalFlag(doc: string): Option<boolean | undefined> {
  return { ...flagOption(doc, false), fallback: undefined };
}

function refused(message: string, hint?: string): SqlError {
  return new SqlError(message, { code: "bad_option", hint });
}
