/** The columns of a table whose rows are Protobuf messages: `sql.md` §7.6. */
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  BYTEA,
  DOUBLE,
  INT,
  INT_UNSIGNED,
  INTERVAL,
  JSON_TYPE,
  REAL,
  type SqlType,
  type StructField,
  structType,
  TEXT,
  TIMESTAMP,
} from "../../types.ts";
import type { ProtoField, ProtoMessage, ProtoType, Scalar } from "./schema.ts";

/** Messages within messages beyond these become JSON: two that use each other twice double with every level. */
const MAX_DEPTH = 32;
const MAX_MEMBERS = 10_000;

/** The column for each field of a message, in the order of the file. */
export function columnsOfMessage(message: ProtoMessage): readonly StructField[] {
  return new Columns().of(message, [message]);
}

class Columns {
  #members = 0;

  of(message: ProtoMessage, open: readonly ProtoMessage[]): readonly StructField[] {
    this.#members += message.fields.length;
    return message.fields.map((field) => ({
      name: field.name,
      type: this.#typeOf(field, open),
      nullable: isNullable(field),
    }));
  }

  #typeOf(field: ProtoField, open: readonly ProtoMessage[]): SqlType {
    const single = this.#single(field.type, open);
    return field.repeated ? arrayType(single) : single;
  }

  #single(type: ProtoType, open: readonly ProtoMessage[]): SqlType {
    if (type.kind !== "message") return scalarColumn(type);
    const { message } = type;
    const known = wellKnownType(message);
    if (known !== undefined) return known;
    const ends = open.includes(message) || open.length > MAX_DEPTH || this.#members > MAX_MEMBERS;
    return ends || message.fields.length === 0 ? JSON_TYPE : structType(this.of(message, [...open, message]));
  }
}

/** What proto3 reads as the default value is never NULL, nor is what proto2 requires or has a default for. */
function isNullable({ presence, required, fallback }: ProtoField): boolean {
  return presence && !required && fallback === undefined;
}

function scalarColumn(type: Exclude<ProtoType, { kind: "message" }>): SqlType {
  switch (type.kind) {
    case "scalar":
      return SCALARS[type.scalar];
    case "enum":
      return TEXT;
    case "map":
      return JSON_TYPE;
  }
}

export const SCALARS: Readonly<Record<Scalar, SqlType>> = {
  double: DOUBLE,
  float: REAL,
  int32: INT,
  sint32: INT,
  sfixed32: INT,
  uint32: INT_UNSIGNED,
  fixed32: INT_UNSIGNED,
  int64: BIGINT,
  sint64: BIGINT,
  sfixed64: BIGINT,
  uint64: BIGINT_UNSIGNED,
  fixed64: BIGINT_UNSIGNED,
  bool: BOOLEAN,
  string: TEXT,
  bytes: BYTEA,
};

const WRAPPERS: Readonly<Record<string, Scalar>> = {
  "google.protobuf.DoubleValue": "double",
  "google.protobuf.FloatValue": "float",
  "google.protobuf.Int64Value": "int64",
  "google.protobuf.UInt64Value": "uint64",
  "google.protobuf.Int32Value": "int32",
  "google.protobuf.UInt32Value": "uint32",
  "google.protobuf.BoolValue": "bool",
  "google.protobuf.StringValue": "string",
  "google.protobuf.BytesValue": "bytes",
};

/** The scalar that a message of google/protobuf/wrappers.proto holds. */
export function wrappedScalar({ fullName }: ProtoMessage): Scalar | undefined {
  return Object.hasOwn(WRAPPERS, fullName) ? WRAPPERS[fullName] : undefined;
}

/** Messages that mean something of their own; undefined: one like any other. */
export function wellKnownType(message: ProtoMessage): SqlType | undefined {
  switch (message.fullName) {
    case "google.protobuf.Timestamp":
      return TIMESTAMP;
    case "google.protobuf.Duration":
      return INTERVAL;
    case "google.protobuf.Struct":
    case "google.protobuf.Value":
    case "google.protobuf.ListValue":
    case "google.protobuf.Any":
      return JSON_TYPE;
  }
  const scalar = wrappedScalar(message);
  return scalar === undefined ? undefined : SCALARS[scalar];
}
