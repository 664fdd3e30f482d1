/**
 * Source text of the two generated scanners. Both are functions `(b, dv, S, E, i, to, k)` that read records `[i, to)`
 * into rows from `k` on, store each row's record in `R`, and give the index of the first record that they could not
 * read, or `to`; `out[0]` is then the next row. A record with `S < 0` or no bytes behind its header gives no row, and one whose
 * header does not have `ID[0]` for its schema id (as a little-endian word) is not read.
 */
import { HEADER_BYTES } from "../registry/framing.ts";
import type { NumericTimestamps } from "./json_readers.ts";
import { load, LOCALS, nullCode, SKIP_VALUE, valueCode, type ValueColumn, word } from "./json_value_code.ts";

/** Where members of a record stand, byte for byte: `gaps[0]` value `gaps[1]` value … `gaps[n]`. */
export interface Layout {
  /** Keys, colons, commas, braces and blanks. */
  readonly gaps: readonly Uint8Array[];
  /** One per value: the position of the column it belongs to; -1: skipped. */
  readonly columns: readonly number[];
}

/**
 * Characters of source text in one function. V8 does not optimize functions beyond some size, and wide tables would end
 * there: what is longer is cut into functions that the scanner calls.
 */
const FUNCTION_LIMIT = 8_000;

/** A scanner, and the functions that it calls. */
function scanner(functions: readonly string[], locals: string, body: string, registered: boolean): string {
  const head = registered
    ? `if(p<0)continue;if(b[p]!==0||${
      load("p+1")
    }!==ID[0])break rec;p=p+${HEADER_BYTES}|0;if(e<=p){if(e===p)continue;break rec;}`
    : "if(p<0||e<=p)continue;";
  return `${functions.join("\n")}
return function scan(b,dv,S,E,i,to,k){let p=0,e=0;${LOCALS}${locals}
rec:for(;i<to;i++){p=S[i];e=E[i];${head}
${body}
R[k]=i;k=k+1|0;}
out[0]=k;return i;};`;
}

/** Code that works from `p` on, as a function that gives the position behind what it read; -1: it left by `break rec`. */
function part(name: string, code: string): string {
  return `function ${name}(b,dv,p,e,k){${LOCALS}rec:{${code}return p;}return -1;}`;
}

function callPart(name: string): string {
  return `p=${name}(b,dv,p,e,k);if(p<0)break rec;`;
}

/**
 * Reads records whose members stand as in `layout`. `needed` are the columns to fill, all in the layout or nullable;
 * `registered`: each object stands behind the header of a schema registry.
 */
export function layoutScanCode(
  layout: Layout,
  needed: readonly ValueColumn[],
  timestamps: NumericTimestamps,
  registered: boolean,
): string {
  const wanted = new Map(needed.map((column) => [column.index, column]));
  const present = new Set(layout.columns);
  const members = layout.columns.map((index, i) => {
    const column = wanted.get(index);
    const value = column === undefined ? SKIP_VALUE : valueCode(column, timestamps);
    return expectCode(layout.gaps[i]!) + value; // one more gap than values
  });
  const missing = needed.filter((column) => !present.has(column.index)).map(missingCode);
  const pieces = cut(members);
  const functions = pieces.length === 1 ? [] : pieces.map((piece, i) => part(`part${i}`, piece));
  const reads = pieces.length === 1 ? pieces : pieces.map((_, i) => callPart(`part${i}`));
  return scanner(
    functions,
    "",
    `${reads.join("\n")}${expectCode(layout.gaps.at(-1)!)}
if(p!==e)break rec;
${missing.join("")}`,
    registered,
  );
}

/** Joins neighbours as long as they stay within {@link FUNCTION_LIMIT}. */
function cut(members: readonly string[]): string[] {
  const pieces = [""];
  for (const member of members) {
    const last = pieces.at(-1)!; // there is always one
    if (last !== "" && last.length + member.length > FUNCTION_LIMIT) pieces.push(member);
    else pieces[pieces.length - 1] = `${last}\n${member}`;
  }
  return pieces;
}

/** A column that the record does not have. */
function missingCode(column: ValueColumn): string {
  return `V${column.index}[k]=0;${nullCode(column)}`;
}

/** Leaves unless exactly these bytes stand at `p`. */
function expectCode(bytes: Uint8Array): string {
  const { length } = bytes;
  return `if(p+${length}>e||${mismatch(bytes, "p")})break rec;p+=${length};`;
}

/** Whether the bytes at a position differ; up to 3 bytes behind them are read. Words overlap rather than leave bytes. */
function mismatch(bytes: Uint8Array, position: string): string {
  const { length } = bytes;
  if (length === 0) return "false";
  if (length === 1) return `b[${position}]!==${bytes[0]}`;
  if (length < 4) {
    const mask = length === 2 ? 0xffff : 0xffffff;
    return `(${load(position)}&${mask})!==${bytes[0]! | (bytes[1]! << 8) | (length === 3 ? bytes[2]! << 16 : 0)}`;
  }
  const tests: string[] = [];
  for (let at = 0; at < length; at += 4) {
    const from = Math.min(at, length - 4);
    tests.push(`${load(`${position}+${from}`)}!==${word(bytes, from)}`);
  }
  return tests.join("||");
}

/** Blanks, if any; `x` is the byte behind them. */
const BLANKS = "while((x=b[p])===32||x===10||x===13||x===9)p++;";

/**
 * Reads records with members in any order, blanks, unknown members and repeated keys (the last one wins).
 * `keys[i]` are the UTF-8 bytes of the name of `needed[i]`.
 */
export function tolerantScanCode(
  needed: readonly ValueColumn[],
  keys: readonly Uint8Array[],
  timestamps: NumericTimestamps,
  registered: boolean,
): string {
  const functions: string[] = [];
  const byLength = new Map<number, string[]>();
  let inlined = 0;
  needed.forEach((column, n) => {
    const key = keys[n]!; // one per column
    let read = valueCode(column, timestamps);
    inlined += read.length;
    if (inlined > FUNCTION_LIMIT) {
      functions.push(part(`read${column.index}`, read));
      read = callPart(`read${column.index}`);
    }
    const tests = byLength.get(key.length) ?? [];
    tests.push(`if(${matchCode(key)}){g${n >> 5}|=${1 << (n & 31)};${read}break val;}`);
    byLength.set(key.length, tests);
  });
  const cases = [...byLength].map(([length, tests]) =>
    `case ${length}:${length < 4 ? "" : `y=${load(`s+${length - 4}`)};`}${tests.join("\n")}break;`
  );
  const words = Array.from({ length: Math.ceil(needed.length / 32) }, (_, i) => i);
  const missing = words.map((i) => missingTests(needed.slice(i * 32, i * 32 + 32), `g${i}`));
  const locals = `let l=0${words.map((i) => `,g${i}=0`).join("")};`;
  return scanner(
    functions,
    locals,
    `${words.map((i) => `g${i}=0;`).join("")}
${BLANKS}if(x!==123)break rec;p++;${BLANKS}
if(x===125)p++;
else for(;;){
if(x!==34||p>=e)break rec;
s=++p;for(;;){x=b[p];if(x===34)break;
if(x===92||x-32>>>0>95||p>=e){if(!(x>127)||p>=e)break rec;p=textEnd(b,dv,p,e);if(p<0)break rec;break;}p++;}
l=p-s;p++;${BLANKS}if(x!==58)break rec;p++;${BLANKS}
val:{switch(l){${cases.join("\n")}}
${SKIP_VALUE}}
${BLANKS}p++;
if(x===44){${BLANKS}continue;}
if(x===125)break;
break rec;}
${BLANKS}if(p!==e)break rec;
${missing.join("")}`,
    registered,
  );
}

/** Whether the key of this length at `s` is it; `y` is its last word, which in wide tables tells most keys apart. */
function matchCode(key: Uint8Array): string {
  if (key.length < 4) return `!(${mismatch(key, "s")})`;
  const last = `y===${word(key, key.length - 4)}`;
  return key.length === 4 ? last : `${last}&&!(${mismatch(key.subarray(0, Math.max(4, key.length - 4)), "s")})`;
}

/** What becomes of up to 32 columns whose bit in `seen` is not set. */
function missingTests(columns: readonly ValueColumn[], seen: string): string {
  const all = columns.length === 32 ? -1 : 2 ** columns.length - 1;
  const tests = columns.map((column, n) =>
    `if((${seen}&${1 << n})===0)${column.nullable ? `{${missingCode(column)}}` : "break rec;"}`
  );
  return `if(${seen}!==${all}){${tests.join("")}}`;
}
