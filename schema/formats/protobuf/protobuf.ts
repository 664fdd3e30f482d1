/** `format = 'protobuf'`. */
import { SqlError } from "../../errors.ts";
import type { Field } from "../../field.ts";
import { flagOption, type OptionsOf, textOption } from "../../options.ts";
import { schemaHeader } from "../../registry/framing.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import type { WriterSchemas } from "../../registry/writer_schemas.ts";
import { JSON_TYPE, type SqlType, typeName } from "../../types.ts";
import type { DecodeField, Decoder, Format, FormatSchemas, Framing, RowEncoder } from "../format.ts";
import { framed } from "../framing.ts";
import { columnsOfMessage } from "./columns.ts";
import { ProtobufDecoder, ProtobufDecoders } from "./decoder.ts";
import { indexesOf, messageAt, type ProtoFile, protoFileOf, type ProtoMessage } from "./schema.ts";
import { protobufEncoder } from "./encode.ts";
import { Unfit } from "./read_message.ts";
import { sameSchema, schemaOfColumns } from "./schema_of.ts";
import { RegistryDecoder } from "../registry_decoder.ts";
import { checkRegistryOptions, REGISTRY_OPTIONS } from "../registry_options.ts";
import { checkSingleColumn } from "../single_column.ts";

const REGISTRY = "protobuf.confluent_schema_registry";
const UNSTRUCTURED = "protobuf.into_unstructured_json";

const options = {
  "protobuf.confluent_schema_registry": flagOption("Messages carry the id of a schema in the registry", false),
  "protobuf.schema": textOption("Text of the .proto file, where there is no registry"),
  "protobuf.message_name": textOption("The message of the schema; the first unless given"),
  "protobuf.into_unstructured_json": flagOption("Source: the message as JSON in the single column value", false),
  ...REGISTRY_OPTIONS,
};

type ProtobufOptions = OptionsOf<typeof options>;

const schemas: FormatSchemas<typeof options> = {
  type: "PROTOBUF",
  wanted: (options) => options[REGISTRY],
  columns(schema, options) {
    if (options[UNSTRUCTURED]) {
      return { fields: [{ name: "value", type: JSON_TYPE, nullable: true }], options: {} };
    }
    return { fields: columnsOfMessage(messageOf(schema, options)), options: {} };
  },
  schemaOf(fields, options, name, existing) {
    refuseWriting(options);
    return schemaOfColumns(fields, name, existing, options["protobuf.message_name"]);
  },
  same: sameSchema,
};

export const protobuf: Format<typeof options> = {
  name: "protobuf",
  doc: "One Protobuf message per message",
  options,
  check,
  decoder,
  encoder,
  schemas,
};

function check(fields: readonly Field[], options: ProtobufOptions, direction: "source" | "sink"): void {
  checkRegistryOptions(options, options[REGISTRY], REGISTRY);
  if (options[REGISTRY]) {
    if (options["protobuf.schema"] !== undefined) {
      throw new SqlError(`at most one of protobuf.schema and ${REGISTRY} may be set`, { code: "bad_option" });
    }
  } else messageOf(undefined, options);
  if (options[UNSTRUCTURED]) return checkSingleColumn(fields, "json", UNSTRUCTURED, direction);
  for (const { name, type, hidden } of fields) {
    if (hidden === true || canCarry(type)) continue;
    throw new SqlError(`field '${name}' has a type '${typeName(type)}' that cannot be used in a connection table`, {
      code: "bad_type",
    });
  }
}

/** JSON says too little to write a message from. */
function refuseWriting(options: ProtobufOptions): void {
  if (options[UNSTRUCTURED]) throw new SqlError(`${UNSTRUCTURED} is for sources only`, { code: "bad_option" });
}

/** Everything but arrays of arrays. */
function canCarry(type: SqlType): boolean {
  if (type.kind === "null") return false;
  if (type.kind === "array") return type.element.kind !== "array" && canCarry(type.element);
  return type.kind !== "struct" || type.fields.every((field) => canCarry(field.type));
}

function decoder(
  fields: readonly DecodeField[],
  options: ProtobufOptions,
  framing: Framing | undefined,
  schemas?: WriterSchemas,
): Decoder {
  if (framing !== undefined) {
    throw new SqlError("Protobuf messages have no lines: framing cannot be set", { code: "bad_option" });
  }
  const unstructured = options[UNSTRUCTURED];
  if (!options[REGISTRY]) {
    const message = messageOf(undefined, options);
    try {
      return framed(new ProtobufDecoder(message, fields, unstructured), undefined);
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      throw new SqlError(`the columns do not fit protobuf.schema: ${error.message}`, { code: "bad_schema" });
    }
  }
  if (schemas === undefined) {
    throw new SqlError("schema registry must be configured on the Kafka connection profile", { code: "bad_option" });
  }
  return new RegistryDecoder(new ProtobufDecoders(fields, unstructured), schemas, {
    type: "PROTOBUF",
    format: "protobuf",
  });
}

function encoder(
  fields: readonly Field[],
  options: ProtobufOptions,
  _key?: readonly number[],
  schema?: RegisteredSchema,
): RowEncoder {
  refuseWriting(options);
  const message = messageOf(schema, options);
  if (schema === undefined) return protobufEncoder(fields, message, new Uint8Array(0), "protobuf.schema");
  const prefix = Uint8Array.of(...schemaHeader(schema.id), ...indexBytes(indexesIn(fileOf(schema, options), options)));
  return protobufEncoder(fields, message, prefix, `Protobuf schema ${schema.id}`);
}

/** The message that the options name, of the registry's schema or of `protobuf.schema`. */
function messageOf(schema: RegisteredSchema | undefined, options: ProtobufOptions): ProtoMessage {
  const file = fileOf(schema, options);
  const message = messageAt(file, indexesIn(file, options));
  if (message !== undefined) return message;
  const names = file.messages.map(({ fullName }) => `'${fullName}'`).join(", ");
  const name = options["protobuf.message_name"];
  throw new SqlError(
    name === undefined ? "the Protobuf schema has no message" : `the Protobuf schema has no message '${name}'`,
    { code: "bad_schema", hint: names === "" ? undefined : `It has ${names}.` },
  );
}

function indexesIn(file: ProtoFile, options: ProtobufOptions): readonly number[] {
  const name = options["protobuf.message_name"];
  // None: what they find is no message, and messageOf says so.
  return name === undefined ? [0] : indexesOf(file, name) ?? [];
}

function fileOf(schema: RegisteredSchema | undefined, options: ProtobufOptions): ProtoFile {
  if (schema !== undefined && schema.type !== "PROTOBUF") {
    throw new SqlError(
      `Format configured is protobuf, but confluent schema repository returned a ${schema.type} schema`,
      {
        code: "bad_schema",
      },
    );
  }
  const text = options["protobuf.schema"];
  if (schema === undefined && text === undefined) {
    throw new SqlError(`required option 'protobuf.schema' not set`, {
      code: "bad_option",
      hint: `Give the text of the .proto file, or '${REGISTRY}' = 'true'.`,
    });
  }
  try {
    return protoFileOf(schema ?? { text: text ?? "", dependencies: [] });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = schema === undefined ? "protobuf.schema" : `Protobuf schema ${schema.id}`;
    throw new SqlError(`${what} cannot be read: ${reason}`, { code: "bad_schema", cause: error });
  }
}

/** The message's place in its file as it stands before each message; a single 0 means the first. */
function indexBytes(indexes: readonly number[]): Uint8Array {
  if (indexes.length === 1 && indexes[0] === 0) return Uint8Array.of(0);
  const bytes: number[] = [];
  for (const value of [indexes.length, ...indexes]) {
    let left = value * 2;
    for (; left > 127; left >>>= 7) bytes.push(left & 127 | 128);
    bytes.push(left);
  }
  return Uint8Array.from(bytes);
}
