/** Generated code that hashes the keys of a row. Equal values have equal hashes: NaN is one value, −0 is 0. */
import type { Field } from "../../schema/field.ts";
import { storageOf, type Value } from "../../schema/types.ts";
import type { Program } from "../../sql/functions/program.ts";
import { valueKey } from "./value_codec.ts";

/** Mixes key `i` of row `i` into `h`. Names are those of `compileProbe`: C, V, N, D, B, E with the key's number. */
export function hashCode(program: Program, { type, nullable }: Field, i: number): void {
  const mixed = () => {
    switch (storageOf(type)) {
      case "int64":
        program.line(`${mix(`V${i}[2 * i]`)} ${mix(`V${i}[2 * i + 1]`)}`);
        return;
      case "float64":
        program.line(`h = ${program.constant(hashFloat)}(h, V${i}[i]);`);
        return;
      case "bytes":
        program.line(`h = ${program.constant(hashBytes)}(h, D${i}, B${i}[i], E${i}[i]);`);
        return;
      case "any":
        program.line(`h = ${program.constant(hashValue)}(h, V${i}[i]);`);
        return;
      default:
        program.line(mix(`V${i}[i]`));
    }
  };
  if (nullable) {
    program.block(`if (N${i}[i] !== 0)`, mixed);
    program.line(`else { ${mix("0x5bd1e995")} }`);
  } else mixed();
}

function mix(word: string): string {
  return `h = Math.imul(h ^ ${word}, 0x9e3779b1); h ^= h >>> 15;`;
}

function mixed(hash: number, word: number): number {
  const h = Math.imul(hash ^ word, 0x9e3779b1);
  return h ^ (h >>> 15);
}

const FLOAT = new Float64Array(1);
const WORDS = new Int32Array(FLOAT.buffer);

function hashFloat(hash: number, value: number): number {
  FLOAT[0] = value === 0 ? 0 : value === value ? value : NaN;
  return mixed(mixed(hash, WORDS[0]!), WORDS[1]!); // two words
}

function hashBytes(hash: number, data: Uint8Array, start: number, end: number): number {
  let h = hash ^ (end - start);
  for (let i = start; i < end; i++) h = Math.imul(h ^ data[i]!, 0x01000193); // within the data
  return mixed(h, end - start);
}

function hashValue(hash: number, value: Value): number {
  const text = valueKey(value);
  let h = hash;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mixed(h, text.length);
}
