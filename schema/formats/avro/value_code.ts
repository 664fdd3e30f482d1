/**
 * Source text that reads or skips one Avro value inside a generated scanner.
 *
 * The text is made of types, positions and numbers only; names and values of the user never become source. Variables of the
 * surrounding function: `b` the source bytes, `dv` a view of them, `e` the end of the record, `p` the position (at the value before,
 * behind it after), `k` the row. A value that the text does not read itself makes it leave by `break rec`, and the record is
 * read the exact way. `p` only ever grows, and must be `e` at the end of the record: so nothing before was read from behind it. At
 * least 8 bytes can be read behind `e`, and a read behind the end of `b` gives `undefined`, which ends every loop here.
 */
import type { SqlType } from "../../types.ts";
import type { Plan } from "./resolve.ts";
import type { AvroType } from "./schema.ts";
import { optionalOf } from "./schema.ts";
import type { Filled } from "./targets.ts";
import { isRange } from "./targets.ts";

/** Locals that the texts below use, apart from `p` and `e`. */
export const LOCALS = "let q=0,s=0,f=0,x=0,w=0,v=0,z=0;";

/** The first four bytes of a zigzag number into `v`, still zigzag; `x` above 127: there are more. `q` is where it began. */
const FOUR_BYTES = `q=p;x=b[p++];v=x;if(x>127){x=b[p++];v=v&127|(x&127)<<7;if(x>127){x=b[p++];v|=(x&127)<<14;
if(x>127){x=b[p++];v|=(x&127)<<21;}}}`;
/** A whole `int` into `v`. */
const INT = `${FOUR_BYTES}if(x>127){x=b[p++];if(x>15)break rec;v|=x<<28;}v=(v>>>1)^-(v&1);`;
/** A length into `v`, of bytes that are all there. */
const LENGTH = `${INT}if(v<0||v>e-p)break rec;`;
const SKIP_VARINT = "while(b[p++]>127);";
const MILLIS_PER_DAY = 86_400_000;

/** A function call of generated code that reads a value the exact way; `n` is the value's number. */
function slowCode(n: number): string {
  return `p=slow(${n},k,p,e);if(p<0)break rec;`;
}

/** Reads a value into a column; `n` is its number among those of the writer. */
export function filledCode({ target, plan }: Filled, n: number): string {
  const { index, field } = target;
  const { type, nullable } = field;
  const present = nullable ? `V${index}[k]=1;` : "";
  const direct = presentCode(plan, type, index, n);
  if (direct !== undefined) return present + direct;
  if (plan.kind !== "union" || plan.branches.length !== 2) return slowCode(n);
  const none = plan.branches.findIndex((branch) => branch.kind === "scalar" && branch.to.kind === "null");
  const some = plan.branches[1 - none];
  const value = none < 0 || some === undefined ? undefined : presentCode(some, type, index, n);
  if (value === undefined) return slowCode(n);
  const missing = nullable ? `else if(x===${2 * none}){V${index}[k]=0;${nullCode(target.column.kind, index)}}` : "";
  return `x=b[p++];if(x===${2 * (1 - none)}){${present}${value}}${missing}else break rec;`;
}

/** What goes with a NULL beside its valid byte: an empty range or `null`, so that nobody looks at an old value. */
function nullCode(kind: string, j: number): string {
  if (kind === "any") return `Y${j}[k]=null;`;
  return kind === "bytes" ? `A${j}[k]=0;Z${j}[k]=0;` : "";
}

/** Undefined: this is left to the exact way. */
function presentCode(plan: Plan, type: SqlType, j: number, n: number): string | undefined {
  if (plan.kind === "enum") {
    if (type.kind !== "text") return undefined;
    return `${INT}s=S${n}[v];if(!(s>=0))break rec;A${j}[k]=s;Z${j}[k]=E${n}[v];`;
  }
  if (plan.kind !== "scalar") return undefined;
  const { from, to } = plan;
  const written = from.kind;
  switch (type.kind) {
    case "boolean":
      return written === "boolean" ? `x=b[p++];if(x>1)break rec;B${j}[k]=x;` : undefined;
    case "integer":
      if (to.kind === "int") return intCode(type, j);
      if (to.kind !== "long" || type.bits !== 64 || type.unsigned) return undefined;
      return written === "int" ? `${INT}H${j}[2*k]=v;H${j}[2*k+1]=v>>31;` : longCode(j);
    case "float":
      return floatCode(written, to.kind, type.bits, j);
    case "text":
    case "bytea":
      return isRange(plan, type.kind)
        ? rangeCode(from.kind === "fixed" ? from.size : undefined, type.kind, j)
        : undefined;
    case "timestamp":
      if (written !== "long" || to.kind !== "long") return undefined;
      if (to.logical !== undefined && to.logical.kind !== "timestamp") return undefined;
      return timestampCode(to.logical?.precision ?? type.precision, type.precision, j);
    case "date":
      return to.kind === "int" ? `${INT}I${j}[k]=v;` : undefined;
    case "time":
      if (written === "long" && to.logical?.kind === "time-micros") {
        return `p=wide(b,p,H${j},k);if(p<0||!micros(H${j},k))break rec;`;
      }
      if (to.logical?.kind !== "time-millis") return undefined;
      return `${INT}if(v<0||v>=${MILLIS_PER_DAY})break rec;H${j}[2*k]=v*1e6;H${j}[2*k+1]=v*1e6/4294967296;`;
    case "decimal": {
      if (to.logical?.kind !== "decimal" || to.logical.scale !== type.scale || type.precision > 18) return undefined;
      const limit = 10 ** Math.min(type.precision, to.logical.precision);
      const length = from.kind === "fixed" ? `v=${from.size};if(v>e-p)break rec;` : LENGTH;
      return `${length}f=p+v;if(!decimal(b,p,f,H${j},k,${limit}))break rec;p=f;`;
    }
    default:
      return undefined;
  }
}

function intCode(type: SqlType & { kind: "integer" }, j: number): string | undefined {
  if (type.bits === 64) return type.unsigned ? undefined : `${INT}H${j}[2*k]=v;H${j}[2*k+1]=v>>31;`;
  if (type.bits === 32) return type.unsigned ? undefined : `${INT}I${j}[k]=v;`;
  const high = 2 ** (type.unsigned ? type.bits : type.bits - 1) - 1;
  const low = type.unsigned ? 0 : -high - 1;
  return `${INT}if(v<${low}||v>${high})break rec;I${j}[k]=v;`;
}

function longCode(j: number): string {
  return `${FOUR_BYTES}if(x>127){p=wide(b,q,H${j},k);if(p<0)break rec;}
else{v=(v>>>1)^-(v&1);H${j}[2*k]=v;H${j}[2*k+1]=v>>31;}`;
}

function floatCode(from: AvroType["kind"], to: AvroType["kind"], bits: 32 | 64, j: number): string | undefined {
  switch (from) {
    case "int": {
      const rounded = bits === 32 || to === "float" ? "Math.fround(v)" : "v";
      return to === "long" ? undefined : `${INT}F${j}[k]=${rounded};`;
    }
    case "float":
      return `if(p+4>e)break rec;F${j}[k]=dv.getFloat32(p,true);p+=4;`;
    case "long":
      // Both halves are exact doubles, so that their sum rounds once.
      return `p=wide(b,p,W,0);if(p<0)break rec;F${j}[k]=${
        bits === 32 || to === "float" ? "Math.fround" : ""
      }(W[1]*4294967296+(W[0]>>>0));`;
    case "double":
      return bits === 64 ? `if(p+8>e)break rec;F${j}[k]=dv.getFloat64(p,true);p+=8;` : undefined;
    default:
      return undefined;
  }
}

function rangeCode(size: number | undefined, kind: "text" | "bytea", j: number): string {
  const length = size === undefined ? LENGTH : `v=${size};if(v>e-p)break rec;`;
  if (kind === "bytea") return `${length}A${j}[k]=p;p+=v;Z${j}[k]=p;`;
  return `${length}A${j}[k]=p;f=p+v;Z${j}[k]=f;if(!ascii(dv,p,f)&&!utf8(b,p,f))break rec;p=f;`;
}

function timestampCode(from: 0 | 3 | 6 | 9, to: 0 | 3 | 6 | 9, j: number): string {
  const read = `p=wide(b,p,H${j},k);if(p<0)break rec;`;
  if (from !== to) return `${read}if(!convert(H${j},k,${from},${to}))break rec;`;
  if (to === 9) return read;
  // Years 0 to 9999 in 2^32 units, the edges left to the exact way.
  const units = 10 ** to / 4294967296;
  const low = Math.ceil(-62_167_219_200 * units) + 1;
  const high = Math.floor(253_402_300_800 * units) - 1;
  return `${read}if(!(H${j}[2*k+1]>${low}&&H${j}[2*k+1]<${high}))break rec;`;
}

/** Records are gone over in place up to so many values; what is larger, or recursive, is left to a call. */
const INLINE_VALUES = 32;

/** Goes over a value; `n` is the number of the writer's field. */
export function skipCode(type: AvroType, n: number): string {
  const budget = { values: INLINE_VALUES };
  return inlineSkip(type, budget) ?? `p=skip(${n},p,e);if(p<0)break rec;`;
}

function inlineSkip(type: AvroType, budget: { values: number }): string | undefined {
  if (--budget.values < 0) return undefined;
  switch (type.kind) {
    case "null":
      return "";
    case "boolean":
      return "p+=1;";
    case "int":
    case "long":
    case "enum":
      return SKIP_VARINT;
    case "float":
      return "p+=4;";
    case "double":
      return "p+=8;";
    case "string":
    case "bytes":
      return `${LENGTH}p+=v;`;
    case "fixed":
      return `p+=${type.size};`;
    case "union": {
      const other = optionalOf(type);
      const skip = other === undefined ? undefined : inlineSkip(other, budget);
      if (skip === undefined) return undefined;
      const none = type.branches.findIndex((branch) => branch.kind === "null");
      return `x=b[p++];if(x===${2 - 2 * none}){${skip}}else if(x!==${2 * none})break rec;`;
    }
    case "record": {
      const skips = type.fields.map((field) => inlineSkip(field.type, budget));
      return skips.includes(undefined) ? undefined : skips.join("");
    }
    case "array":
    case "map":
      return undefined;
    default:
      return type satisfies never;
  }
}
