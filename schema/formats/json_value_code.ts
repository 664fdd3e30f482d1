/**
 * Source text that reads or skips one JSON value inside a generated scanner.
 *
 * The text is made of types, positions and numbers only; names and values of the user never become source. Variables of
 * the surrounding function: `b` the source bytes, `dv` a view of them, `e` the end of the record, `p` the position (at the value's first byte before, behind the value after), `k` the row. A value that the text
 * does not read itself goes to `slow(column, k, p, e)`, which gives the position behind it or -1; on -1 the scanner leaves
 * by `break rec` and the record is read another way. At least 8 bytes can be read behind `e`, and a read behind the end of
 * `b` gives `undefined`, which ends every loop here: `undefined ^ 48` is 48, no digit.
 */
import { InternalError } from "../errors.ts";
import { type SqlType, storageOf } from "../types.ts";
import type { TimestampPrecision } from "../values/timestamp.ts";
import type { NumericTimestamps } from "./json_readers.ts";

/** Bytes as one little-endian 32-bit word. */
export function word(bytes: ArrayLike<number>, at = 0): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24); // four bytes there
}

/** A read of the little-endian 32-bit word at a position. */
export function load(position: string): string {
  return `dv.getInt32(${position},true)`;
}

const NULL = word([110, 117, 108, 108]);
const TRUE = word([116, 114, 117, 101]);
const FALS = word([102, 97, 108, 115]);
const HIGH_BITS = -2139062144; // 0x80808080
const ONES = 0x01010101;
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;
const BLANKS = 0x20202020;

/**
 * High bits of the bytes of `w` that end a run of plain text: quote, backslash, control, above 127. Only the lowest bit
 * is exact (a borrow may set those above it), and that is the one that is looked for.
 */
export const STOPS = `((w-${BLANKS})|((w^${QUOTES})-${ONES})|((w^${BACKSLASHES})-${ONES})|w)&${HIGH_BITS}`;
/** Of the lowest high bit set in `t`: which byte it is. */
export const STOP_BYTE = "(31-Math.clz32(t&-t)>>>3)";

/** Locals that the texts below use, apart from `p` and `e`. */
export const LOCALS = "let q=0,s=0,f=0,m=0,x=0,y=0,z=0,w=0,t=0,n=0,v=0,d=0;";

/** `(byte ^ 48)` of a point, `e` and `E`: what makes a run of digits something other than a plain integer. */
const PLAIN = "x!==30&&x!==85&&x!==117";

/** What a generated scanner knows about a column that it fills. */
export interface ValueColumn {
  readonly index: number;
  readonly type: SqlType;
  readonly nullable: boolean;
}

/** Reads a value into a column. */
export function valueCode(column: ValueColumn, timestamps: NumericTimestamps): string {
  const { index, nullable } = column;
  const done = `${nullable ? `V${index}[k]=1;` : ""}break c${index};`;
  const attempts = attemptsFor(column, timestamps, done).join("\n");
  const none = nullable ? `if(${load("p")}===${NULL}){V${index}[k]=0;${nullCode(column)}p+=4;break c${index};}` : "";
  return `c${index}:{${attempts}${none}p=slow(${index},k,p,e);if(p<0)break rec;}`;
}

/** What goes with a NULL beside its valid byte: an empty range or `null`, so that nobody looks at an old value. */
export function nullCode({ index, type }: ValueColumn): string {
  const storage = storageOf(type);
  if (storage === "any") return `Y${index}[k]=null;`;
  return storage === "bytes" ? `A${index}[k]=0;Z${index}[k]=0;` : "";
}

function attemptsFor(column: ValueColumn, timestamps: NumericTimestamps, done: string): string[] {
  const { index, type } = column;
  switch (type.kind) {
    case "boolean":
      return [
        `w=${load("p")};if(w===${TRUE}){B${index}[k]=1;p+=4;${done}}`,
        `if(w===${FALS}&&b[p+4]===101){B${index}[k]=0;p+=5;${done}}`,
      ];
    case "integer":
      if (type.bits === 64) return type.unsigned ? [] : [int64Code(index, `p=q;${done}`)];
      if (type.bits === 32 && type.unsigned) {
        return [wholeCode(`if(d>=0&&d<=4294967295){H${index}[2*k]=d;H${index}[2*k+1]=0;p=q;${done}}`)];
      }
      return [int32Code(index, type.bits, type.unsigned, done)];
    case "float":
      return [doubleCode(index, type.bits, done)];
    case "decimal":
      return type.precision <= 18 ? [decimalCode(index, type.precision, type.scale, done)] : [];
    case "text":
      return [textCode(index, done)];
    case "timestamp":
      return [
        timestampCode(index, type.precision, done),
        ...timestampNumberCode(index, type.precision, timestamps, done),
      ];
    case "date":
      return [dateCode(index, done)];
    case "bytea":
    case "time":
    case "interval":
    case "json":
    case "struct":
    case "array":
      return [];
    case "null":
      throw new InternalError("a physical column of type NULL");
    default:
      return type satisfies never;
  }
}

/** A sign, and up to nine digits as a 32-bit integer in `v`; `x` is what follows, `^ 48`. `s` is the first digit. */
const DIGITS = `q=p;x=b[q];n=0;if(x===45){n=1;x=b[++q];}if((x^=48)<10){s=q;v=x;f=q+9;
while((x=b[++q]^48)<10&&q<f)v=Math.imul(v,10)+x|0;`;
const NO_LEADING_ZERO = "(b[s]!==48||q===s+1)";

/** Stores the integer and does `accept` with `q` behind it. */
function int64Code(j: number, accept: string): string {
  return `${DIGITS}
if(x>=10){if(${PLAIN}&&${NO_LEADING_ZERO}){v=(n===0?v:-v)|0;H${j}[2*k]=v;H${j}[2*k+1]=v>>31;${accept}}}
else{d=v;do d=d*10+x;while((x=b[++q]^48)<10&&q-s<15);
if(x>=10){if(${PLAIN}&&b[s]!==48){if(n!==0)d=-d;H${j}[2*k]=d;H${j}[2*k+1]=Math.floor(d/4294967296);${accept}}}
else{q=digits(b,s,n!==0,H${j},k);if(q>0){${accept}}}}}`;
}

/** An integer of up to 15 digits as `d`, with `q` behind it. */
function wholeCode(accept: string): string {
  return `${DIGITS}d=v;if(x<10)do d=d*10+x;while((x=b[++q]^48)<10&&q-s<15);
if(x>=10&&${PLAIN}&&${NO_LEADING_ZERO}){if(n!==0)d=0-d;${accept}}}`;
}

function int32Code(j: number, bits: 8 | 16 | 32, unsigned: boolean, done: string): string {
  const high = 2 ** (unsigned ? bits : bits - 1) - 1;
  const low = unsigned ? 0 : -high - 1;
  return wholeCode(`if(d>=${low}&&d<=${high}){I${j}[k]=d;p=q;${done}}`);
}

/** A number in a TIMESTAMP column. */
function timestampNumberCode(
  j: number,
  precision: TimestampPrecision,
  timestamps: NumericTimestamps,
  done: string,
): string[] {
  const accept = `p=q;${done}`;
  if (timestamps === "refused") return [];
  if (timestamps === "millis") return [wholeCode(`if(millis(H${j},k,d,${precision})){${accept}}`)];
  if (precision === 9) return [int64Code(j, accept)];
  // Years 0 to 9999 in 2^32 units, the edges left to the exact way.
  const units = 10 ** precision / 4294967296;
  const low = Math.ceil(-62_167_219_200 * units) + 1;
  const high = Math.floor(253_402_300_800 * units) - 1;
  return [int64Code(j, `if(H${j}[2*k+1]>${low}&&H${j}[2*k+1]<${high}){${accept}}`)];
}

/** Sign, digits and fraction: all digits as a whole number in `d`, how many in `f`, of those behind the point in `m`. */
const FRACTION = `q=p;x=b[q];n=0;if(x===45){n=1;x=b[++q];}if((x^=48)<10){s=q;d=x;
while((x=b[++q]^48)<10)d=d*10+x;f=q-s;m=0;if(f>1&&b[s]===48)f=99;
if(x===30){z=q;while((x=b[++q]^48)<10)d=d*10+x;m=q-z-1;f=m===0?99:f+m;}`;

/** Up to 15 digits and a power of ten up to 10^15 are exact doubles, so one division rounds once (Clinger 1990). */
function doubleCode(j: number, bits: 32 | 64, done: string): string {
  return `${FRACTION}if(f<=15&&x!==85&&x!==117){if(m!==0)d=d/P10[m];
F${j}[k]=${bits === 32 ? "Math.fround" : ""}(n===0?d:-d);p=q;${done}}}`;
}

function decimalCode(j: number, precision: number, scale: number, done: string): string {
  const limit = Math.min(10 ** precision, 2 ** 53);
  return `${FRACTION}if(f<=15&&m<=${scale}&&x!==85&&x!==117){d=d*P10[${scale}-m];
if(d<${limit}){if(n!==0)d=0-d;H${j}[2*k]=d;H${j}[2*k+1]=Math.floor(d/4294967296);p=q;${done}}}}`;
}

function textCode(j: number, done: string): string {
  return `if(b[p]===34){s=q=p+1;t=0;
while(q<e){w=${load("q")};t=${STOPS};if(t!==0)break;q+=4;}
if(t!==0){q+=${STOP_BYTE};if(b[q]>127)q=textEnd(b,dv,q,e);if(q>=0&&b[q]===34){A${j}[k]=s;Z${j}[k]=q;p=q+1;${done}}}}`;
}

/**
 * `"YYYY-MM-DDTHH:MM:SS.fffZ"`: the day by comparison with the column's DayCache, digits and separators four at a time.
 * A byte that differs from what it should be, or a digit above 9, sets a high bit in one of the sums.
 */
function timestampCode(j: number, precision: number, done: string): string {
  const day = `T${j}`;
  return `if(b[p]===34&&p+26<=e&&((${load("p+1")}===${day}[0]&&${load("p+5")}===${day}[1]&&${load("p+8")}===${day}[2])||
DAY${j}.turn(b,dv,p+1))){
x=${load("p+12")}^0x303a3030;y=${load("p+16")}^0x30303a30;z=${load("p+20")}^0x3030302e;
if((((x+0x767f7676)|x|(y+0x76767f76)|y|(z+0x7676767f)|z)&${HIGH_BITS})===0&&dv.getInt16(p+24,true)===0x225a){
v=(x&15)*10+(x>>8&15);
if(v<24&&x<0x06000000&&(y&0x00ff0000)<0x00060000){
v=v*3600+((x>>24)*10+(y&15))*60+(y>>16&15)*10+(y>>24);
w=(z>>8&15)*100+(z>>16&15)*10+(z>>24);
${addToMidnight(j, precision)}p+=26;${done}}}}`;
}

/** `"YYYY-MM-DD"`, by comparison with the column's DayCache; the last word takes in the closing quote. */
function dateCode(j: number, done: string): string {
  const day = `T${j}`;
  return `if(b[p]===34&&p+12<=e&&((${load("p+1")}===${day}[0]&&${load("p+5")}===${day}[1]&&${load("p+8")}===${day}[2])||
DAY${j}.turn(b,dv,p+1))){I${j}[k]=${day}[3];p+=12;${done}}`;
}

/** Stores midnight plus `v` seconds and `w` milliseconds. */
function addToMidnight(j: number, precision: number): string {
  const units = precision === 0 ? "v" : precision === 3 ? "v*1000+w" : `(v*1000+w)*1e${precision - 3}`;
  // A day has less than 2^47 nanoseconds; the halves are added with carry.
  return `d=${units};f=d/4294967296|0;d=d-f*4294967296+(T${j}[3]>>>0);
if(d>=4294967296){d-=4294967296;f=f+1|0;}
H${j}[2*k]=d;H${j}[2*k+1]=T${j}[4]+f;`;
}

/** Checks and skips a value of any kind. */
export const SKIP_VALUE = `x=b[p];if(x===34){q=p+1;for(;;){if(q>=e)break rec;w=${load("q")};t=${STOPS};
if(t===0){q+=4;continue;}q+=${STOP_BYTE};x=b[q];if(x===34)break;
if(x===92){q=escape(q,e);if(q<0)break rec;}else if(x>127){q=textEnd(b,dv,q,e);if(q>=0)break;q=skip(p,e)-1;if(q<0)break rec;break;}
else break rec;}p=q+1;}
else if((x^48)<10){s=p;while((x=b[++p]^48)<10);
if(!(${PLAIN})||(b[s]===48&&p>s+1)){p=skip(s,e);if(p<0)break rec;}}
else{p=skip(p,e);if(p<0)break rec;}`;
