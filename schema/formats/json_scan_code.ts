/**
 * Source text of the two generated scanners. Both are functions `(b, dv, S, E, i, to, k)` that read records `[i, to)`
 * into rows from `k` on, store each row's record in `R`, and give the index of the first record that they could not
 * read, or `to`; `out[0]` is then the next row. A record with `S < 0` or no bytes gives no row.
 */
import type { NumericTimestamps } from "./json_readers.ts";
import { load, LOCALS, nullCode, SKIP_VALUE, valueCode, type ValueColumn, word } from "./json_value_code.ts";

/** Where members of a record stand, byte for byte: `gaps[0]` value `gaps[1]` value … `gaps[n]`. */
export interface Layout {
  /** Keys, colons, commas, braces and blanks. */
  readonly gaps: readonly Uint8Array[];
  /** One per value: the position of the column it belongs to; -1: skipped. */
  readonly columns: readonly number[];
}

/** Beyond this many inlined columns a function grows too long for the optimizing compiler: the rest is called. */
const INLINED = 40;

/** Reads records whose members stand as in `layout`. `needed` lists the columns to fill, all of them in the layout or nullable. */
export function layoutScanCode(layout: Layout, needed: readonly ValueColumn[], timestamps: NumericTimestamps): string {
  const wanted = new Map(needed.map((column, n) => [column.index, { column, inlined: n < INLINED }]));
  const present = new Set(layout.columns);
  const members = layout.columns.map((index, i) => {
    const found = wanted.get(index);
    const value = found === undefined
      ? SKIP_VALUE
      : found.inlined
      ? valueCode(found.column, timestamps)
      : callCode(index);
    return expectCode(layout.gaps[i]!) + value; // one more gap than values
  });
  const missing = needed.filter((column) => !present.has(column.index)).map(missingCode);
  return `${LOCALS}
rec:for(;i<to;i++){p=S[i];e=E[i];if(p<0||e<=p)continue;
${members.join("\n")}
${expectCode(layout.gaps.at(-1)!)}
if(p!==e)break rec;
${missing.join("")}R[k]=i;k=k+1|0;}
out[0]=k;return i;`;
}

/** A column that the layout does not have. */
function missingCode(column: ValueColumn): string {
  return `V${column.index}[k]=0;${nullCode(column)}`;
}

function callCode(index: number): string {
  return `p=slow(${index},k,p,e);if(p<0)break rec;`;
}

/** Leaves unless exactly these bytes stand at `p`; words overlap rather than leave single bytes. */
function expectCode(bytes: Uint8Array): string {
  const { length } = bytes;
  return `if(p+${length}>e||${mismatch(bytes, "p")})break rec;p+=${length};`;
}

/** Whether the bytes at a position differ; up to 3 bytes behind them are read. */
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
): string {
  const byLength = new Map<number, string>();
  needed.forEach((column, n) => {
    const key = keys[n]!; // one per column
    const read = n < INLINED ? valueCode(column, timestamps) : callCode(column.index);
    const test = `if(!(${mismatch(key, "s")})){g${n >> 5}|=${1 << (n & 31)};${read}break val;}`;
    byLength.set(key.length, (byLength.get(key.length) ?? "") + test);
  });
  const cases = [...byLength].map(([length, tests]) => `case ${length}:${tests}break;`);
  const words = Array.from({ length: Math.ceil(needed.length / 32) }, (_, i) => i);
  const missing = words.map((i) => {
    const group = needed.slice(i * 32, i * 32 + 32);
    const tests = group.map((column, n) =>
      `if((g${i}&${1 << n})===0)${column.nullable ? `{${missingCode(column)}}` : "break rec;"}`
    );
    return `if(g${i}!==${group.length === 32 ? -1 : 2 ** group.length - 1}){${tests.join("")}}`;
  });
  return `${LOCALS}let l=0${words.map((i) => `,g${i}=0`).join("")};
rec:for(;i<to;i++){p=S[i];e=E[i];if(p<0||e<=p)continue;
${words.map((i) => `g${i}=0;`).join("")}
${BLANKS}if(x!==123)break rec;p++;${BLANKS}
if(x===125)p++;
else for(;;){
if(x!==34||p>=e)break rec;
s=++p;for(;;){x=b[p];if(x===34)break;if(x===92||x<32||p>=e)break rec;p++;}
l=p-s;p++;${BLANKS}if(x!==58)break rec;p++;${BLANKS}
val:{switch(l){${cases.join("\n")}}
${SKIP_VALUE}}
${BLANKS}p++;
if(x===44){${BLANKS}continue;}
if(x===125)break;
break rec;}
${BLANKS}if(p!==e)break rec;
${missing.join("")}
R[k]=i;k=k+1|0;}
out[0]=k;return i;`;
}
