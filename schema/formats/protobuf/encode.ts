/** Rows to Protobuf messages by a generated function: tags are constants, values are written in place, no object per row. */
import type { ByteWriter } from "../../byte_writer.ts";
import { DataError, SqlError } from "../../errors.ts";
import type { Field } from "../../field.ts";
import { type SqlType, storageOf, type Value } from "../../types.ts";
import type { RowEncoder } from "../format.ts";
import { writeCopy } from "../json_write.ts";
import type { ProtoField, ProtoMessage, Scalar } from "./schema.ts";
import { enumNumber, fieldsOf, fitsScalar, Misfit, wireOfScalar } from "./write_value.ts";
import { writeTimestamp, writeVarint32, writeVarint64 } from "./write_wire.ts";

/**
 * Messages of one type with `prefix` before each. Throws an `SqlError` that names the column when the columns do not fit
 * the message, whose schema is `schema`.
 */
export function protobufEncoder(
  fields: readonly Field[],
  message: ProtoMessage,
  prefix: Uint8Array,
  schema: string,
): RowEncoder {
  const visible = fields.flatMap((field, index) => field.hidden === true ? [] : [{ ...field, index }]);
  const writers = writersOf(visible, message, schema);
  const values: Record<string, unknown> = {
    viewOf: lastView(),
    writeCopy,
    writeTimestamp,
    writeVarint32,
    writeVarint64,
  };
  const columns = visible.map((column, i) => {
    const { field, write } = writers[i]!; // one for each
    const code = writeCode(column.index, column.type, field);
    if (code === undefined) values[`X${column.index}`] = namingErrors(write, column.name);
    else if (field.type.kind === "enum") values[`N${column.index}`] = enumNumbers(field.type.numbers, column.name);
    return { ...column, field, code };
  });
  values.int64 = (low: number, high: number) => (BigInt(high) << 32n) | BigInt(low >>> 0);
  const source = rowCode(columns, prefix);
  return new Function(...Object.keys(values), source)(...Object.values(values)) as RowEncoder;
}

function writersOf(columns: readonly Field[], message: ProtoMessage, schema: string) {
  try {
    return fieldsOf(columns, message);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    throw new SqlError(`the columns do not fit ${schema}: ${error.message}`, {
      code: "bad_schema",
      hint: "Change the columns, or let the sink register its own schema.",
    });
  }
}

/** The number of the name in `data[start, end)`. */
function enumNumbers(numbers: ReadonlyMap<string, number>, column: string) {
  const encoder = new TextEncoder();
  const byLength: { readonly bytes: Uint8Array; readonly number: number }[][] = [];
  for (const [name, number] of numbers) {
    const bytes = encoder.encode(name);
    (byLength[bytes.length] ??= []).push({ bytes, number });
  }
  return (data: Uint8Array, start: number, end: number): number => {
    const length = end - start;
    next: for (const { bytes, number } of byLength[length] ?? []) {
      for (let i = 0; i < length; i++) if (bytes[i] !== data[start + i]) continue next;
      return number;
    }
    const name = new TextDecoder("utf-8", { ignoreBOM: true }).decode(data.subarray(start, end));
    const number = enumNumber(numbers, name);
    if (number !== undefined) return number;
    throw new DataError(`Cannot write column '${column}': ${JSON.stringify(name)} is no name of the enum`, {
      code: "bad_value",
    });
  };
}

function namingErrors(write: (value: Value, out: ByteWriter) => void, column: string) {
  return (value: Value, out: ByteWriter) => {
    try {
      write(value, out);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      throw new DataError(`Cannot write column '${column}': ${error.message}`, error.diagnostic);
    }
  };
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

interface ColumnCode extends Field {
  readonly index: number;
  readonly field: ProtoField;
  /** Undefined: written by `X` and the column's position. */
  readonly code: string | undefined;
}

/** A tag, and a value that is no text. */
const SCALAR_BYTES = 32;
/** What `writeCopy` may scribble on behind the last byte. */
const SLACK = 16;

/** No name or value of the user's becomes source: what belongs to column j is reached by names such as `V3`. */
function rowCode(columns: readonly ColumnCode[], prefix: Uint8Array): string {
  const locals: string[] = ["_"];
  let bind = "";
  let room = "";
  let body = "";
  for (const { index: j, type, field, code } of columns) {
    const storage = storageOf(type);
    locals.push(`V${j}`, `A${j}`);
    bind += `c=columns[${j}];V${j}=c.valid;A${j}=c.${
      storage === "int64" ? "halves" : storage === "bytes" ? "starts" : "values"
    };`;
    if (storage === "bytes") {
      locals.push(`Z${j}`, `D${j}`, `W${j}`);
      bind += `Z${j}=c.ends;D${j}=c.data;W${j}=viewOf(c.data);`;
      room += `if(V${j}===undefined||V${j}[row]!==0)room+=Z${j}[row]-A${j}[row];`;
    }
    const present = `V${j}===undefined||V${j}[row]!==0`;
    if (code === undefined) {
      const value = rareValue(j, type);
      body +=
        `if(${present}){out.position=p;X${j}(${value},out);out.ensure(room);o=out.bytes;dv=out.view;p=out.position;}`;
    } else {
      const zero = field.presence || field.type.kind === "enum" ? "" : `&&(${notZero(j, storage)})`;
      body += `if((${present})${zero}){${code}}`;
    }
  }
  const fixed = SLACK + prefix.length + columns.length * SCALAR_BYTES;
  const start = [...prefix].map((byte, i) => `o[p+${i}]=${byte};`).join("");
  return `let ${locals.join(",")};
return{bind(batch){const{columns}=batch;let c;${bind}},
encode(row,out){let room=${fixed};${room}
out.ensure(room);let o=out.bytes,dv=out.view,p=out.position,x=0,y=0;
${start}p+=${prefix.length};
${body}
out.position=p;return true;}};`;
}

/** Proto3 does not write default values of fields whose presence is not known. */
function notZero(j: number, storage: ReturnType<typeof storageOf>): string {
  if (storage === "bytes") return `Z${j}[row]!==A${j}[row]`;
  if (storage === "int64") return `(A${j}[2*row]|A${j}[2*row+1])!==0`;
  return storage === "float64" ? `A${j}[row]!==0||1/A${j}[row]<0` : `A${j}[row]!==0`;
}

/** The value of a row as the table at `Value` has it. */
function rareValue(j: number, type: SqlType): string {
  switch (storageOf(type)) {
    case "bool":
      return `A${j}[row]!==0`;
    case "int64":
      return `int64(A${j}[2*row],A${j}[2*row+1])`;
    case "bytes":
      return type.kind === "bytea"
        ? `D${j}.slice(A${j}[row],Z${j}[row])`
        : `new TextDecoder("utf-8",{ignoreBOM:true}).decode(D${j}.subarray(A${j}[row],Z${j}[row]))`;
    default:
      return `A${j}[row]`;
  }
}

/** Writes the tag and the value of `row` at `p`; undefined: not this way. */
function writeCode(
  j: number,
  type: SqlType,
  { type: field, number, repeated, presence }: ProtoField,
): string | undefined {
  if (repeated) return undefined;
  if (field.kind === "enum" && type.kind === "text") {
    const write = `${tagCode(number, 0)}p=x>=0?writeVarint32(o,p,x):writeVarint64(o,p,x,-1);`;
    return `x=N${j}(D${j},A${j}[row],Z${j}[row]);${presence ? write : `if(x!==0){${write}}`}`;
  }
  if (field.kind === "message") {
    const isTime = field.message.fullName === "google.protobuf.Timestamp" && type.kind === "timestamp";
    return isTime
      ? `${tagCode(number, 2)}p=writeTimestamp(o,p,A${j}[2*row],A${j}[2*row+1],${type.precision});`
      : undefined;
  }
  if (field.kind !== "scalar" || !fitsScalar(type, field.scalar)) return undefined;
  const value = scalarCode(j, type, field.scalar);
  return value === undefined ? undefined : tagCode(number, wireOfScalar(field.scalar)) + value;
}

function tagCode(number: number, wire: number): string {
  let left = number * 8 + wire;
  let code = "";
  let length = 0;
  for (; left > 127; left = Math.floor(left / 128)) code += `o[p+${length++}]=${left % 128 + 128};`;
  return `${code}o[p+${length++}]=${left};p+=${length};`;
}

function scalarCode(j: number, type: SqlType, scalar: Scalar): string | undefined {
  switch (type.kind) {
    case "boolean":
      return `o[p++]=A${j}[row]===0?0:1;`;
    case "float":
      return scalar === "float" ? `dv.setFloat32(p,A${j}[row],true);p+=4;` : `dv.setFloat64(p,A${j}[row],true);p+=8;`;
    case "text":
    case "json":
    case "bytea":
      return `x=A${j}[row];y=Z${j}[row];p=writeVarint32(o,p,y-x);p=writeCopy(o,dv,p,D${j},W${j},x,y);`;
    case "integer":
      break;
    default:
      return undefined;
  }
  const storage = storageOf(type);
  if (storage === "any") return undefined;
  const low = storage === "int64" ? `A${j}[2*row]` : `A${j}[row]`;
  const high = storage === "int64" ? `A${j}[2*row+1]` : `x>>31`;
  switch (scalar) {
    case "int32":
    case "int64":
    case "uint64":
      return `x=${low};y=${high};if(y===0&&x>=0)p=writeVarint32(o,p,x);else p=writeVarint64(o,p,x,y);`;
    case "uint32":
      return `p=writeVarint32(o,p,${low});`;
    case "sint32":
      return `x=${low};p=writeVarint32(o,p,x<<1^x>>31);`;
    case "sint64":
      return `x=${low};y=${high};p=writeVarint64(o,p,x<<1^y>>31,(y<<1|x>>>31)^y>>31);`;
    case "fixed32":
    case "sfixed32":
      return `dv.setInt32(p,${low},true);p+=4;`;
    case "fixed64":
    case "sfixed64":
      return `x=${low};y=${high};dv.setInt32(p,x,true);dv.setInt32(p+4,y,true);p+=8;`;
    default:
      return undefined;
  }
}
