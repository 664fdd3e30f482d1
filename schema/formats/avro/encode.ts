/** Rows to Avro by a generated function: fields by name, values written in place, no object per row. */
import { Buffer } from "node:buffer";
import { SqlError } from "../../errors.ts";
import type { Field } from "../../field.ts";
import { schemaHeader } from "../../registry/framing.ts";
import type { RowEncoder } from "../format.ts";
import { writeCopy } from "../json_write.ts";
import { ColumnCode, constantCode } from "./encode_column.ts";
import { takenBy } from "./encode_value.ts";
import { writeFloored, writeInt, writeLength, writeLong, writeScaled, writeUnscaled } from "./encode_write.ts";
import { type RecordPart, recordParts } from "./record_parts.ts";
import { type AvroRecord, type AvroType, avroTypeName } from "./schema.ts";

/**
 * The visible columns as the record `schema`. With `id`, that of the schema in a registry, each message begins with its
 * header. Throws an `SqlError` that names the column when they do not fit the schema.
 */
export function recordEncoder(fields: readonly Field[], schema: AvroType, id?: number): RowEncoder {
  return generate(partsOf(fields, topRecord(schema)), id);
}

/**
 * The bare value of column `index`, a record key: a record where it is a STRUCT. SQL NULL is a null message. Throws an
 * `SqlError` when the schema does not take the column.
 */
export function valueEncoder(field: Field, index: number, schema: AvroType, id?: number): RowEncoder {
  const target = { ...takenBy(field.name, field.type, schema), forNull: undefined };
  return generate([new ColumnCode(index, field.name, field.type, target, "return false;")], id);
}

/** Throws an `SqlError` for any other schema. */
export function topRecord(schema: AvroType): AvroRecord {
  if (schema.kind === "record") return schema;
  throw new SqlError("top-level schema must be a record", {
    code: "bad_schema",
    notes: [`It is ${avroTypeName(schema)}.`],
  });
}

type Part = ColumnCode | Uint8Array;

function partsOf(fields: readonly Field[], schema: AvroRecord): Part[] {
  return recordParts(fields, schema).map((part: RecordPart): Part => {
    if (part.kind === "default") return part.bytes;
    const { index, field, path } = part;
    const { type } = fields[index]!; // the index of a field
    return new ColumnCode(index, path, type, takenBy(path, type, field.type));
  });
}

/** What the generated source refers to besides the columns'. */
const SUPPORT = {
  writeCopy,
  writeFloored,
  writeInt,
  writeLength,
  writeLong,
  writeScaled,
  writeUnscaled,
  textOf: (data: Uint8Array, start: number, end: number) =>
    Buffer.from(data.buffer, data.byteOffset + start, end - start).toString("utf8"),
  bigintOf: (low: number, high: number) => (BigInt(high) << 32n) | BigInt(low >>> 0),
};

/** More than any value takes that is not text or bytes, with its union's branch. */
const SCALAR_BYTES = 24;
/** What the writers may scribble on behind the last byte. */
const SLACK = 16;

/** As many columns are written by one function at most: V8 does not optimize very long ones. */
const COLUMNS_OF_A_FUNCTION = 50;

/**
 * The encoder as source text. No name or value of the user's becomes source: bytes are numbers in it, and what belongs to
 * column j is reached by names such as `V3`, which end with the column's position.
 */
function generate(parts: readonly Part[], id: number | undefined): RowEncoder {
  const whole = id === undefined ? parts : [schemaHeader(id), ...parts];
  const columns = whole.filter((part) => part instanceof ColumnCode);
  const values: Record<string, unknown> = { ...SUPPORT, viewOf: lastView() };
  for (const column of columns) Object.assign(values, column.values);
  const functions: string[] = [];
  for (let from = 0; from < whole.length || from === 0; from += COLUMNS_OF_A_FUNCTION) {
    functions.push(functionCode(whole.slice(from, from + COLUMNS_OF_A_FUNCTION), `K${from}_`, values));
  }
  const source = `let ${["_", ...columns.flatMap((column) => column.locals)].join(",")};
${functions.map((code, i) => `function write${i}(row,out){${code}}`).join("\n")}
return{bind(batch){const{columns}=batch;let c;${columns.map((column) => column.bind).join("\n")}},
encode(row,out){return ${functions.map((_, i) => `write${i}(row,out)`).join("&&")};}};`;
  return new Function(...Object.keys(values), source)(...Object.values(values)) as RowEncoder;
}

/** The body that writes some parts; false: the message is null. Constant bytes go to `values`, by names with `prefix`. */
function functionCode(parts: readonly Part[], prefix: string, values: Record<string, unknown>): string {
  let fixed = SLACK;
  let rooms = "";
  const writes = parts.map((part, i) => {
    if (part instanceof ColumnCode) {
      fixed += SCALAR_BYTES + part.fixed;
      rooms += part.room;
      return part.code;
    }
    fixed += part.length;
    values[`${prefix}${i}`] = part;
    return constantCode(part, `${prefix}${i}`);
  });
  return `let room=${fixed};
${rooms}
out.ensure(room);let o=out.bytes,dv=out.view,p=out.position;
${writes.join("\n")}
out.position=p;return true;`;
}

/** A batch's text columns mostly lie in one buffer: one view will do. */
function lastView(): (data: Uint8Array) => DataView {
  let view: DataView = new DataView(new ArrayBuffer(0));
  return (data) => {
    if (view.buffer !== data.buffer || view.byteOffset !== data.byteOffset || view.byteLength !== data.byteLength) {
      view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    }
    return view;
  };
}
