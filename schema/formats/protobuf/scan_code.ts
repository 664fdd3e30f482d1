/**
 * Source text of a scanner that reads messages of one type straight into columns: a function `(b, dv, S, E, i, to, k)` that reads
 * records `[i, to)` into rows from `k` on, stores each row's record in `R`, and gives the index of the first record that it
 * could not read, or `to`; `out[0]` is then the next row. What it does not read itself, unusual or bad, is read again the exact way.
 *
 * The text is made of numbers and positions only; names of fields never become source. Variables: `b` the source bytes, `dv`
 * a view of them, `e` the end of the message, `p` the position, `k` the row, `t` the tag. At least 8 bytes can be read
 * behind `e`; a read behind the end of `b` gives `undefined`, which ends every loop.
 */
import { HEADER_BYTES } from "../../registry/framing.ts";
import { type SqlType, storageOf, type Value } from "../../types.ts";
import { nullCode } from "../json_value_code.ts";
import type { ProtoField, ProtoType } from "./schema.ts";

/** A column, and the field that it comes from. */
export interface ScanColumn {
  readonly index: number;
  readonly type: SqlType;
  readonly nullable: boolean;
  readonly field: Pick<ProtoField, "number" | "type" | "fallback"> | undefined;
  readonly wire: number;
  /** `simple`: by the text below; `complex`: by the object `C` and the column's position. */
  readonly kind: "simple" | "complex";
  /** What a column of a simple kind gets when the message has no such field; undefined: the record is left. */
  readonly missing: Value | undefined;
  /** Columns that a value of this field unsets. */
  readonly unsets: readonly number[];
}

export interface ScanLayout {
  readonly columns: readonly ScanColumn[];
  /** Fields that fill no column and unset some. */
  readonly bystanders: readonly { readonly number: number; readonly unsets: readonly number[] }[];
  /** What stands between the header of a registry and the message; undefined: there is no header. */
  readonly prefix: Uint8Array | undefined;
}

/** V8 does not optimize functions beyond some size: what is longer is cut into functions that the scanner calls. */
const FUNCTION_LIMIT = 8_000;

const LOCALS = "let x=0,y=0,s=0,q=0;";

export function scanCode({ columns, bystanders, prefix }: ScanLayout): string {
  const seen = new Map(columns.map((column, n) => [column.index, { word: `g${n >> 5}`, bit: 1 << (n & 31), column }]));
  const functions: string[] = [];
  let inlined = 0;
  const unset = (indexes: readonly number[]) =>
    indexes.map((index) => {
      const other = seen.get(index);
      if (other === undefined) return "";
      return other.column.kind === "complex" ? `C${index}.reset();` : `${other.word}&=${~other.bit};`;
    }).join("");
  const cases = columns.flatMap((column) => {
    const { field, index, wire } = column;
    const place = seen.get(index);
    if (field === undefined || place === undefined) return [];
    const others = unset(column.unsets);
    if (column.kind === "complex") {
      const labels = [0, 1, 2, 3, 4, 5].map((wire) => `case ${tag(field.number, wire)}:`).join("");
      return [`${labels}${others}p=C${index}.take(b,p,e,t);if(p<0)break rec;continue;`];
    }
    let read = valueCode(column, field.type);
    inlined += read.length;
    if (inlined > FUNCTION_LIMIT) {
      functions.push(`function read${index}(b,dv,p,e,k){${LOCALS}rec:{${read}return p;}return -1;}`);
      read = `p=read${index}(b,dv,p,e,k);if(p<0)break rec;`;
    }
    // Messages that come twice are merged, the exact way.
    const twice = field.type.kind === "message" ? `if(${place.word}&${place.bit})break rec;` : "";
    const wrong = [0, 1, 2, 3, 4, 5].filter((other) => other !== wire).map((other) =>
      `case ${tag(field.number, other)}:`
    );
    return [
      `case ${tag(field.number, wire)}:${twice}${others}${read}${place.word}|=${place.bit};continue;`,
      `${wrong.join("")}break rec;`,
    ];
  });
  for (const { number, unsets } of bystanders) {
    cases.push(`${[0, 1, 2, 3, 5].map((wire) => `case ${tag(number, wire)}:`).join("")}${unset(unsets)}break;`);
  }
  const words = Array.from({ length: Math.ceil(columns.length / 32) }, (_, n) => n);
  const resets = columns.filter(({ kind }) => kind === "complex").map(({ index }) => `C${index}.reset();`);
  const locals = `${LOCALS}let t=0,p=0,e=0${words.map((n) => `,g${n}=0`).join("")};`;
  return `${functions.join("\n")}
return function scan(b,dv,S,E,i,to,k){${locals}
rec:for(;i<to;i++){p=S[i];e=E[i];if(p<0)continue;
${prefixCode(prefix)}${words.map((n) => `g${n}=0;`).join("")}${resets.join("")}
while(p<e){t=b[p++];${TAG}
switch(t){${cases.join("\n")}}
${SKIP}}
if(p!==e)break rec;
${words.map((n) => missingCode(columns.slice(n * 32, n * 32 + 32), `g${n}`)).join("")}
R[k]=i;k=k+1|0;}
out[0]=k;return i;};`;
}

/** As the signed number that 32 bits are. */
function tag(number: number, wire: number): number {
  return number << 3 | wire;
}

/** The rest of a tag of more than one byte. */
const TAG =
  "if(t>127){t&=127;s=7;do{x=b[p++];t|=(x&127)<<s;s+=7;}while(x>127&&s<35);if(x>127||(s===35&&x>15))break rec;}";
/** A varint of up to 31 bits as `x`. */
const LENGTH =
  "x=b[p++];if(x>127){x&=127;s=7;do{y=b[p++];x|=(y&127)<<s;s+=7;}while(y>127&&s<35);if(y>127||x<0||(s===35&&y>7))break rec;}";

const SKIP = `switch(t&7){
case 0:q=p+10;while(b[p++]>127)if(p>=q)break rec;break;
case 1:p+=8;break;
case 2:${LENGTH}p+=x;break;
case 5:p+=4;break;
default:p=skipGroup(b,p,e,t);if(p<0)break rec;}
if(p>e||t>>>3===0)break rec;`;

function prefixCode(prefix: Uint8Array | undefined): string {
  if (prefix === undefined) return "";
  const tests = [...prefix].map((byte, i) => `b[p+${HEADER_BYTES + i}]!==${byte}`);
  const header = "b[p]!==0||dv.getInt32(p+1,true)!==ID[0]";
  return `if(${[header, ...tests].join("||")})break rec;p=p+${HEADER_BYTES + prefix.length}|0;if(p>e)break rec;`;
}

function missingCode(columns: readonly ScanColumn[], word: string): string {
  const all = columns.reduce((bits, { kind }, n) => kind === "simple" ? bits | 1 << n : bits, 0);
  const tests = columns.flatMap((column, n) => {
    if (column.kind === "complex") return [];
    return [`if((${word}&${1 << n})===0){${missingValue(column)}}`];
  });
  const complex = columns.filter(({ kind }) => kind === "complex").map(({ index }) =>
    `if(!C${index}.finish(b,k))break rec;`
  );
  return `${tests.length === 0 ? "" : `if(${word}!==${all}){${tests.join("")}}`}${complex.join("")}`;
}

function missingValue(column: ScanColumn): string {
  const { index: j, missing, nullable, type } = column;
  if (missing === undefined) return "break rec;";
  if (missing === null) return `V${j}[k]=0;${nullCode(column)}`;
  const valid = nullable ? `V${j}[k]=1;` : "";
  switch (storageOf(type)) {
    case "bool":
      return `B${j}[k]=${missing === true ? 1 : 0};${valid}`;
    case "int32":
      return `I${j}[k]=${Number(missing)};${valid}`;
    case "float64":
      return `F${j}[k]=${floatText(missing as number)};${valid}`;
    case "int64": {
      const bits = BigInt.asIntN(64, missing as bigint);
      return `H${j}[2*k]=${Number(BigInt.asIntN(32, bits))};H${j}[2*k+1]=${Number(bits >> 32n)};${valid}`;
    }
    default:
      return column.field?.type.kind === "enum"
        ? enumCode(column, String(Number(column.field.fallback ?? 0)))
        : `A${j}[k]=0;Z${j}[k]=0;${valid}`;
  }
}

function floatText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Whether {@link valueCode} can read a field into a column. */
export function isSimple(field: ProtoType, type: SqlType): boolean {
  return readCode(0, field, type) !== undefined;
}

function valueCode(column: ScanColumn, field: ProtoType): string {
  const { index, type, nullable } = column;
  if (field.kind === "enum" && type.kind === "text") return `${int32Code()}${enumCode(column, "x")}`;
  return `${readCode(index, field, type) ?? "break rec;"}${nullable ? `V${index}[k]=1;` : ""}`;
}

/** Stores the value at `p`; undefined: not this way. */
function readCode(j: number, field: ProtoType, type: SqlType): string | undefined {
  if (field.kind === "message") {
    const isTime = field.message.fullName === "google.protobuf.Timestamp" && type.kind === "timestamp";
    return isTime ? `${LENGTH}q=p;p+=x;if(p>e||!timestamp(b,q,p,H${j},k,${type.precision}))break rec;` : undefined;
  }
  if (field.kind === "map") return undefined;
  if (field.kind === "enum") return type.kind === "text" ? "" : int32Store(j, int32Code(), type);
  switch (field.scalar) {
    case "bool":
      return type.kind === "boolean" ? `x=b[p++];if(x>127)break rec;B${j}[k]=x===0?0:1;` : undefined;
    case "int32":
      return int32Store(j, int32Code(), type);
    case "sint32":
      return int32Store(j, `${int32Code()}x=x>>>1^-(x&1);`, type);
    case "sfixed32":
      return int32Store(j, `${room(4)}x=dv.getInt32(p,true);p+=4;`, type);
    case "uint32":
      return uint32Store(j, int32Code(), type);
    case "fixed32":
      return uint32Store(j, `${room(4)}x=dv.getInt32(p,true);p+=4;`, type);
    case "int64":
      return isBigint(type) ? int64Code(j) : undefined;
    case "sint64":
      return isBigint(type)
        ? `${int64Code(j)}x=H${j}[2*k];y=H${j}[2*k+1];s=-(x&1);H${j}[2*k]=(x>>>1|y<<31)^s;H${j}[2*k+1]=y>>>1^s;`
        : undefined;
    case "sfixed64":
      return isBigint(type)
        ? `${room(8)}H${j}[2*k]=dv.getInt32(p,true);H${j}[2*k+1]=dv.getInt32(p+4,true);p+=8;`
        : undefined;
    case "uint64":
    case "fixed64":
      return undefined;
    case "float":
      return type.kind === "float" ? `${room(4)}F${j}[k]=dv.getFloat32(p,true);p+=4;` : undefined;
    case "double":
      return type.kind === "float" && type.bits === 64 ? `${room(8)}F${j}[k]=dv.getFloat64(p,true);p+=8;` : undefined;
    case "string":
      return type.kind === "text"
        ? `${LENGTH}q=p;p+=x;if(p>e)break rec;if((x=textKind(b,dv,q,p))!==0){if(x<0)break rec;X${j}.unsafe();}A${j}[k]=q;Z${j}[k]=p;`
        : undefined;
    case "bytes":
      return type.kind === "bytea" ? `${LENGTH}q=p;p+=x;if(p>e)break rec;A${j}[k]=q;Z${j}[k]=p;` : undefined;
    default:
      return field.scalar satisfies never;
  }
}

function room(bytes: number): string {
  return `if(p+${bytes}>e)break rec;`;
}

/** The lower 32 bits of a varint as `x`. */
function int32Code(): string {
  return "x=b[p++];if(x>127){p=varint(b,p-1,W,0);if(p<0)break rec;x=W[0];}";
}

function int64Code(j: number): string {
  return `x=b[p];if(x<128){H${j}[2*k]=x;H${j}[2*k+1]=0;p++;}else{p=varint(b,p,H${j},2*k);if(p<0)break rec;}`;
}

function isBigint(type: SqlType): boolean {
  return type.kind === "integer" && type.bits === 64 && !type.unsigned;
}

function int32Store(j: number, read: string, type: SqlType): string | undefined {
  if (type.kind === "float" && type.bits === 64) return `${read}F${j}[k]=x;`;
  if (isBigint(type)) return `${read}H${j}[2*k]=x;H${j}[2*k+1]=x>>31;`;
  return type.kind === "integer" && type.bits === 32 && !type.unsigned ? `${read}I${j}[k]=x;` : undefined;
}

function uint32Store(j: number, read: string, type: SqlType): string | undefined {
  const fits = isBigint(type) || (type.kind === "integer" && type.bits === 32 && type.unsigned);
  return fits ? `${read}H${j}[2*k]=x;H${j}[2*k+1]=0;` : undefined;
}

/** Numbers that have been named in this batch have a place in the column's arena. */
function enumCode({ index: j, nullable }: ScanColumn, value: string): string {
  return `x=${value};if(x>=0&&x<256&&(s=NS${j}[x])>=0){A${j}[k]=s;Z${j}[k]=NE${j}[x];}else name${j}(x,k);${
    nullable ? `V${j}[k]=1;` : ""
  }`;
}
