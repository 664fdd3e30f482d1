/** The columns of a table whose messages have an Avro schema (`sql.md` §7.5). */
import { SqlError } from "../../errors.ts";
import type { Field } from "../../field.ts";
import {
  BIGINT,
  BOOLEAN,
  BYTEA,
  DATE,
  decimalType,
  DOUBLE,
  INT,
  JSON_TYPE,
  REAL,
  type SqlType,
  type StructField,
  structType,
  TEXT,
  TIME,
  timestampType,
} from "../../types.ts";
import { MAX_PRECISION } from "../../values/decimal.ts";
import { type AvroFixed, type AvroPrimitive, type AvroType, optionalOf } from "./schema.ts";

/** A STRUCT with more members, counted at all depths, becomes JSON: types that use each other can multiply. */
const MOST_MEMBERS = 2000;

/** Throws an `SqlError` when the schema is no record, or one without fields. */
export function avroColumns(schema: AvroType): readonly Field[] {
  if (schema.kind !== "record") throw new SqlError("top-level schema must be a record", { code: "bad_schema" });
  if (schema.fields.length === 0) {
    throw new SqlError(`the record ${schema.name} has no fields that could be columns`, { code: "bad_schema" });
  }
  return schema.fields.map(({ name, type }) => ({ name, ...new Inference().columnOf(type) }));
}

type Typed = Pick<Field, "type" | "nullable">;

class Inference {
  #members = 0;

  columnOf(type: AvroType): Typed {
    this.#members = 0;
    const typed = this.#typed(type);
    return this.#members > MOST_MEMBERS ? { ...typed, type: JSON_TYPE } : typed;
  }

  #typed(type: AvroType): Typed {
    if (type.kind === "null") return { type: TEXT, nullable: true };
    if (type.kind !== "union") return { type: this.#typeOf(type), nullable: false };
    const { branches } = type;
    const inner = optionalOf(type) ?? (branches.length === 1 ? branches[0] : undefined);
    const nullable = branches.some((branch) => branch.kind === "null");
    if (inner === undefined) return { type: JSON_TYPE, nullable };
    return inner.kind === "null" ? this.#typed(inner) : { type: this.#typeOf(inner), nullable };
  }

  #typeOf(type: AvroType): SqlType {
    switch (type.kind) {
      case "record":
        return this.#structOf(type);
      case "enum":
        return TEXT;
      case "array":
      case "map":
      case "union":
        return JSON_TYPE;
      default:
        return scalarType(type);
    }
  }

  #structOf(type: AvroType & { kind: "record" }): SqlType {
    if (type.fields.length === 0 || reaches(type, type)) return JSON_TYPE;
    const members: StructField[] = [];
    for (const { name, type: member } of type.fields) {
      if (++this.#members > MOST_MEMBERS) return JSON_TYPE;
      members.push({ name, ...this.#typed(member) });
    }
    return structType(members);
  }
}

/** Whether a value of the type may hold one of `target` inside. */
function reaches(type: AvroType, target: AvroType, seen = new Set<AvroType>()): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  return partsOf(type).some((part) => part === target || reaches(part, target, seen));
}

function partsOf(type: AvroType): readonly AvroType[] {
  switch (type.kind) {
    case "record":
      return type.fields.map((field) => field.type);
    case "array":
      return [type.items];
    case "map":
      return [type.values];
    case "union":
      return type.branches;
    default:
      return [];
  }
}

function scalarType(type: AvroPrimitive | AvroFixed): SqlType {
  const { logical } = type;
  switch (logical?.kind) {
    case "decimal":
      return logical.precision > MAX_PRECISION ? JSON_TYPE : decimalType(logical.precision, logical.scale);
    case "uuid":
      return TEXT;
    case "date":
      return DATE;
    case "time-millis":
    case "time-micros":
      return TIME;
    case "timestamp":
      return timestampType(logical.precision);
    case "duration":
      return JSON_TYPE;
  }
  switch (type.kind) {
    case "null":
    case "string":
      return TEXT;
    case "boolean":
      return BOOLEAN;
    case "int":
      return INT;
    case "long":
      return BIGINT;
    case "float":
      return REAL;
    case "double":
      return DOUBLE;
    case "bytes":
    case "fixed":
      return BYTEA;
    default:
      return type satisfies never;
  }
}
