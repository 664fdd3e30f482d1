/** Rows to JSON by a generated function: constant key bytes, values written in place, no object per row. */
import type { Batch } from "../batch.ts";
import type { ByteWriter } from "../byte_writer.ts";
import type { Column } from "../column.ts";
import { InternalError } from "../errors.ts";
import type { Field } from "../field.ts";
import { type SqlType, storageOf, type Value } from "../types.ts";
import type { RowEncoder } from "./format.ts";
import { type JsonStyle, styledJson } from "./json_style.ts";
import { word } from "./json_value_code.ts";
import {
  DateText,
  writeBase64,
  writeCopy,
  writeDecimal,
  writeDouble,
  writeEscaped,
  writeInt32,
  writeInt64,
  writeMillis,
  writeReal,
  writeTimestamp,
  writeWhole,
} from "./json_write.ts";

/** What stands around the object of every row. */
export interface Envelope {
  readonly before: string;
  readonly after: string;
}

/** The visible `fields`, in their order, as one object per row. `header` are bytes before each message. */
export function jsonEncoder(
  fields: readonly Field[],
  style: JsonStyle,
  envelope: Envelope = { before: "", after: "" },
  header: Uint8Array = NOTHING,
): RowEncoder {
  const writers = fields.flatMap((field, index) => field.hidden === true ? [] : [new ColumnCode(index, field, style)]);
  const { source, fixed } = rowCode(writers, envelope, header);
  const values: Record<string, unknown> = {
    FIXED: fixed,
    viewOf: lastView(),
    writeBase64,
    writeCopy,
    writeDecimal,
    writeDouble,
    writeEscaped,
    writeInt32,
    writeInt64,
    writeMillis,
    writeReal,
    writeTimestamp,
    writeWhole,
  };
  for (const writer of writers) Object.assign(values, writer.values);
  return new Function(...Object.keys(values), source)(...Object.values(values)) as RowEncoder;
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

/** More than any value that is not TEXT, BYTEA, JSON or kept in a plain array takes. */
const SCALAR_BYTES = 48;
/** What the writers may scribble on behind the last byte. */
const SLACK = 16;

/**
 * The encoder as source text. No name or value of the user's becomes source: keys are numbers in it, and what belongs to
 * column j is reached by names such as `V3`, which end with the column's position.
 */
function rowCode(
  writers: readonly ColumnCode[],
  envelope: Envelope,
  header: Uint8Array,
): { source: string; fixed: number } {
  let fixed = SLACK + header.length;
  const literal = (text: string) => {
    const bytes = ENCODER.encode(text);
    fixed += bytes.length;
    return literalCode(bytes);
  };
  const members = writers.map((writer, i) => {
    const key = `${i === 0 ? `${envelope.before}{` : ","}${JSON.stringify(writer.field.name)}:`;
    fixed += SCALAR_BYTES;
    return `if(V${writer.index}!==undefined&&V${writer.index}[row]===0){${literal(`${key}null`)}}
else{${literal(key + writer.opening)}${writer.write}}`;
  });
  const start = writers.length === 0 ? literal(`${envelope.before}{`) : "";
  const source = `let ${["_", ...writers.flatMap((writer) => writer.locals)].join(",")};
return{bind(batch){const{columns}=batch;let c;${writers.map((writer) => writer.bind).join("\n")}},
encode(row,out){let room=FIXED;
${writers.map((writer) => writer.room).join("")}
out.ensure(room);let o=out.bytes,dv=out.view,p=out.position;
${literalCode(header)}${start}${members.join("\n")}
${literal(`}${envelope.after}`)}
out.position=p;return true;}};`;
  return { source, fixed };
}

/** Stores constant bytes a word at a time; up to 3 bytes behind them are overwritten later. */
function literalCode(bytes: Uint8Array): string {
  const stores: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const left = bytes.length - at;
    if (left === 1) stores.push(`o[p+${at}]=${bytes[at]};`);
    else if (left === 2) stores.push(`dv.setInt16(p+${at},${bytes[at]! | (bytes[at + 1]! << 8)},true);`);
    else stores.push(`dv.setInt32(p+${at},${left === 3 ? word([...bytes.subarray(at), 0]) : word(bytes, at)},true);`);
  }
  return `${stores.join("")}p+=${bytes.length};`;
}

/** The pieces of source text that belong to one column. */
class ColumnCode {
  /** Variables that {@link bind} sets. */
  readonly locals: string[];
  readonly bind: string;
  /** Adds to `room` what {@link write} may need beyond `SCALAR_BYTES`. */
  readonly room: string;
  /** What stands before a value that is not NULL. */
  readonly opening: string;
  /** Writes the value of `row` at `p`. */
  readonly write: string;
  /** What the text refers to by name. */
  readonly values: Record<string, unknown> = {};

  constructor(readonly index: number, readonly field: Field, style: JsonStyle) {
    const j = index;
    const { type } = field;
    const storage = storageOf(type);
    const embedded = type.kind === "json" && style.json === "embedded";
    const array = {
      bool: "values",
      int32: "values",
      float64: "values",
      any: "values",
      int64: "halves",
      bytes: "starts",
    };
    this.locals = [`V${j}`, `A${j}`];
    let bind = `c=columns[${j}];V${j}=c.valid;A${j}=c.${array[storage]};`;
    let room = "";
    if (storage === "bytes") {
      this.locals.push(`Z${j}`, `D${j}`, `W${j}`, `S${j}`);
      bind += `Z${j}=c.ends;D${j}=c.data;W${j}=viewOf(c.data);S${j}=c.jsonSafe;`;
      const length = `(Z${j}[row]-A${j}[row])`;
      const needed = type.kind === "bytea" ? `${length}*2` : embedded ? length : `(S${j}?${length}:${length}*6)`;
      room = `if(V${j}===undefined||V${j}[row]!==0)room+=${needed};`;
    }
    this.bind = bind;
    this.room = room;
    this.opening = storage === "bytes" && !embedded ? '"' : "";
    this.write = this.#write(type, storage === "any", style);
  }

  #write(type: SqlType, any: boolean, style: JsonStyle): string {
    const j = this.index;
    const halves = `A${j}[2*row],A${j}[2*row+1]`;
    if (any || (type.kind === "decimal" && style.decimals !== "number")) return this.#writeRare(type, any, style);
    switch (type.kind) {
      case "boolean":
        return `if(A${j}[row]!==0){${literalCode(ENCODER.encode("true"))}}else{${
          literalCode(ENCODER.encode("false"))
        }}`;
      case "integer":
        return storageOf(type) === "int32" ? `p=writeInt32(o,dv,p,A${j}[row]);` : `p=writeInt64(o,dv,p,${halves});`;
      case "float":
        return type.bits === 32 ? `p=writeReal(o,p,A${j}[row]);` : `p=writeDouble(o,dv,p,A${j}[row]);`;
      case "decimal":
        return `p=writeDecimal(o,dv,p,${halves},${type.scale});`;
      case "timestamp":
        if (style.times !== "text") return `p=writeMillis(o,dv,p,${halves},${type.precision});`;
        this.values[`T${j}`] = new DateText();
        return `p=writeTimestamp(o,dv,p,${halves},${type.precision},T${j});`;
      case "json":
        if (style.json === "embedded") return `p=writeCopy(o,dv,p,D${j},W${j},A${j}[row],Z${j}[row]);`;
        return this.#writeString();
      case "text":
      case "null":
        return this.#writeString();
      case "bytea":
        return `p=writeBase64(o,p,D${j},A${j}[row],Z${j}[row]);o[p]=34;p=p+1|0;`;
      case "date":
      case "time":
      case "interval":
      case "struct":
      case "array":
        return this.#writeRare(type, any, style);
      default:
        return type satisfies never;
    }
  }

  /** A string; its opening quote stands already. */
  #writeString(): string {
    const j = this.index;
    const range = `o,dv,p,D${j},W${j},A${j}[row],Z${j}[row]`;
    return `p=S${j}?writeCopy(${range}):writeEscaped(${range});o[p]=34;p=p+1|0;`;
  }

  /** Through a JavaScript value and its text. */
  #writeRare(type: SqlType, any: boolean, style: JsonStyle): string {
    const j = this.index;
    this.values[`X${j}`] = type.kind === "struct"
      ? repeatedStruct(type, style)
      : (value: Value, out: ByteWriter) => out.appendText(styledJson(value, type, style));
    let value = `A${j}[row]`;
    if (!any && storageOf(type) === "int64") {
      this.values[`I${j}`] = (low: number, high: number) => (BigInt(high) << 32n) | BigInt(low >>> 0);
      value = `I${j}(A${j}[2*row],A${j}[2*row+1])`;
    }
    return `out.position=p;X${j}(${value},out);out.ensure(room);o=out.bytes;dv=out.view;p=out.position;`;
  }
}

/** Rows of one window have the same struct: its text is made once. */
function repeatedStruct(type: SqlType, style: JsonStyle): (value: Value, out: ByteWriter) => void {
  let last: readonly Value[] = [];
  let text = new Uint8Array(0);
  return (value, out) => {
    const members = value as readonly Value[];
    if (last.length !== members.length || !members.every((member, i) => Object.is(member, last[i]))) {
      last = members;
      text = ENCODER.encode(styledJson(value, type, style));
    }
    out.append(text);
  };
}

const ENCODER = new TextEncoder();
const NOTHING = new Uint8Array(0);

/** The bytes of the single column as they stand: `json.unstructured`, `raw_string`, `raw_bytes`. */
export class VerbatimEncoder implements RowEncoder {
  readonly #index: number;
  #column: Column | undefined;

  /** `header` are bytes before each message. */
  constructor(fields: readonly Field[], readonly header: Uint8Array = NOTHING) {
    this.#index = fields.findIndex((field) => field.hidden !== true);
  }

  bind(batch: Batch): void {
    this.#column = batch.columns[this.#index];
  }

  encode(row: number, out: ByteWriter): boolean {
    const column = this.#column;
    if (column?.kind !== "bytes") throw new InternalError("a format of one column without it");
    if (column.valid !== undefined && column.valid[row] === 0) return false;
    out.append(this.header);
    out.append(column.data, column.starts[row], column.ends[row]);
    return true;
  }
}
