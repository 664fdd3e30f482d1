/** A hash table over rows: key → slot. Open addressing, keys in the columns of a {@link RowStore}. */
import type { Column } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import { storageOf } from "../../schema/types.ts";
import { Program } from "../../sql/functions/program.ts";
import { sameValueOf } from "../../sql/functions/value_order.ts";
import { equalRanges } from "../codegen/bytes.ts";
import { compileCopyIn } from "./copy.ts";
import { hashCode } from "./hash.ts";
import { RowStore, type StoreColumn } from "./row_store.ts";
import type { SnapshotReader, SnapshotWriter } from "./snapshot.ts";

const FIRST_SIZE = 32;

export class KeyTable {
  /** The keys by slot. */
  readonly keys: RowStore;
  /** Slot + 1, or 0. A power of two of places, at most three quarters of them taken. */
  places = new Int32Array(FIRST_SIZE);
  /** By slot; empty where all keys are numbers, whose hashes are computed again. */
  hashes = new Int32Array(0);
  readonly #code: TableCode;

  constructor(fields: readonly Field[]) {
    this.keys = new RowStore(fields);
    this.#code = tableCode(fields);
  }

  get size(): number {
    return this.keys.size;
  }

  get byteLength(): number {
    return this.keys.byteLength + this.places.byteLength + this.hashes.byteLength;
  }

  /** Makes room for `count` more keys: arrays stay the same while they are added. */
  reserve(count: number): void {
    if (this.keys.reserve(count)) this.#growHashes();
    let places = this.places.length;
    while ((this.keys.size + count) * 4 > places * 3) places *= 2;
    if (places > this.places.length) this.#rehash(this.places, places);
  }

  #growHashes(): void {
    if (!this.#code.keepsHashes) return;
    const hashes = new Int32Array(this.keys.capacity);
    hashes.set(this.hashes);
    this.hashes = hashes;
  }

  /** `entries` are slots + 1, or 0. */
  #rehash(entries: Int32Array, length: number): void {
    const places = new Int32Array(length);
    this.#code.fill(this.keys.columns, this.hashes, entries, places);
    this.places = places;
  }

  /** For generated code: a new key at a free place; its columns are filled by the caller. */
  add(hash: number, place: number): number {
    const slot = this.keys.take();
    if (this.#code.keepsHashes) this.hashes[slot] = hash;
    this.places[place] = slot + 1;
    return slot;
  }

  #hashOf(slot: number): number {
    return this.#code.hashOf(this.keys.columns, this.hashes, slot);
  }

  /** The key leaves; later keys of its chain move up. */
  remove(slot: number): void {
    const { places } = this;
    const mask = places.length - 1;
    let at = this.#hashOf(slot) & mask;
    while (places[at] !== slot + 1) at = (at + 1) & mask;
    for (let next = (at + 1) & mask; places[next] !== 0; next = (next + 1) & mask) {
      const home = this.#hashOf(places[next]! - 1) & mask; // not 0
      if (((next - home) & mask) < ((next - at) & mask)) continue;
      places[at] = places[next]!;
      at = next;
    }
    places[at] = 0;
    this.keys.release(slot);
  }

  clear(): void {
    this.places.fill(0);
    this.keys.clear();
  }

  /** Calls with every slot that is taken, in no order. The table must not change meanwhile. */
  forEach(visit: (slot: number) => void): void {
    for (const entry of this.places) if (entry !== 0) visit(entry - 1);
  }

  /** Without the places: they follow from the keys. */
  snapshot(out: SnapshotWriter, name: string): void {
    this.keys.snapshot(out, `${name}.keys`);
    out.array(`${name}.size`, Int32Array.of(this.places.length));
    if (this.#code.keepsHashes) out.array(`${name}.hashes`, this.hashes.subarray(0, this.keys.used));
  }

  restore(from: SnapshotReader, name: string): void {
    this.keys.restore(from, `${name}.keys`);
    if (this.#code.keepsHashes) {
      this.hashes = new Int32Array(this.keys.capacity);
      this.hashes.set(from.int32(`${name}.hashes`));
    }
    const entries = Int32Array.from({ length: this.keys.used }, (_, slot) => slot + 1);
    this.keys.forEachFree((slot) => entries[slot] = 0);
    this.#rehash(entries, from.int32(`${name}.size`)[0] ?? FIRST_SIZE);
  }
}

/** Code over the keys of a table; made once for the same fields. */
interface TableCode {
  readonly keepsHashes: boolean;
  hashOf(columns: readonly StoreColumn[], hashes: Int32Array, slot: number): number;
  /** Puts entries (slot + 1, or 0: none) into empty places. */
  fill(columns: readonly StoreColumn[], hashes: Int32Array, entries: Int32Array, places: Int32Array): void;
}

const CODES = new WeakMap<readonly Field[], TableCode>();

function tableCode(fields: readonly Field[]): TableCode {
  let code = CODES.get(fields);
  if (code === undefined) CODES.set(fields, code = compileTable(fields));
  return code;
}

function compileTable(fields: readonly Field[]): TableCode {
  const keepsHashes = !fields.every(({ type }) => NUMBERS.has(storageOf(type)));
  const program = new Program();
  const load = () => {
    if (keepsHashes) return;
    fields.forEach(({ type, nullable }, i) => {
      program.line(`const V${i} = columns[${i}].${storageOf(type) === "int64" ? "halves" : "values"};`);
      if (nullable) program.line(`const N${i} = columns[${i}].valid;`);
    });
  };
  const hash = () => {
    if (keepsHashes) return program.line("const h = hashes[i];");
    program.line("let h = 0;");
    fields.forEach((field, i) => hashCode(program, field, i));
    program.line("h ^= h >>> 16;");
  };
  program.block("function hashOf(columns, hashes, i)", () => {
    load();
    hash();
    program.line("return h;");
  });
  program.block("function fill(columns, hashes, entries, places)", () => {
    load();
    program.line("const mask = places.length - 1;");
    program.block("for (let j = 0; j < entries.length; j++)", () => {
      program.line("if (entries[j] === 0) continue;");
      program.line("const i = entries[j] - 1;");
      hash();
      program.line("let at = h & mask;");
      program.line("while (places[at] !== 0) at = (at + 1) & mask;");
      program.line("places[at] = i + 1;");
    });
  });
  program.line(`return { keepsHashes: ${keepsHashes}, hashOf, fill };`);
  return program.compile<TableCode>();
}

/** Puts the slot of each row's key into `slots[row]`, for rows `[from, to)`; −1: there is none. */
export type Probe = (
  table: KeyTable,
  columns: readonly (Column | StoreColumn)[],
  from: number,
  to: number,
  slots: Int32Array,
  rows?: Int32Array,
) => void;

export interface ProbeSpec {
  /** Fields of the table's keys. */
  readonly keys: readonly Field[];
  readonly inputs: readonly Field[];
  /** Where the keys lie in the input: of the same types. */
  readonly positions: readonly number[];
  /** Keys that are not there are added. The caller has reserved room for all rows. */
  readonly insert: boolean;
  /** Keys whose NULL is no key: such rows get −1. */
  readonly refuseNull?: readonly boolean[];
  /** Position of a BOOLEAN: rows for which it is not true get −1. */
  readonly filter?: number | undefined;
  /** What rows get whose key is not there, where keys are not added; −1 unless given. */
  readonly absent?: number;
  /** Rows are `rows[from … to)`. */
  readonly picked?: boolean;
}

/** Works with every table of these fields: hash tables of several windows share one loop. */
export function compileProbe(spec: ProbeSpec): Probe {
  const program = new Program();
  program.block("return function probe(table, columns, from, to, slots, rows)", () => {
    program.line("const places = table.places, hashes = table.hashes, mask = places.length - 1;");
    program.line("const kept = table.keys.columns;");
    spec.positions.forEach((position, i) => {
      program.line(`const C${i} = columns[${position}], K${i} = kept[${i}];`);
      const field = spec.inputs[position]!; // a position of the input
      for (const line of arraysOf(field, i)) program.line(line);
      if (field.nullable) program.line(`const N${i} = C${i}.valid;`);
      if (spec.keys[i]?.nullable) program.line(`const M${i} = K${i}.valid;`);
    });
    if (spec.filter !== undefined) {
      program.line(`const F = columns[${spec.filter}].values, G = columns[${spec.filter}].valid;`);
    }
    program.block("for (let k = from; k < to; k++)", () => {
      program.line(`const i = ${spec.picked ? "rows[k]" : "k"};`);
      probeRow(program, spec);
    });
  });
  return program.compile<Probe>();
}

const NUMBERS: ReadonlySet<string> = new Set(["int32", "int64", "float64", "bool"]);

function arraysOf({ type }: Field, i: number): string[] {
  switch (storageOf(type)) {
    case "int64":
      return [`const V${i} = C${i}.halves, S${i} = K${i}.halves;`];
    case "bytes":
      return [
        `const D${i} = C${i}.data, B${i} = C${i}.starts, E${i} = C${i}.ends;`,
        `const SB${i} = K${i}.starts, SE${i} = K${i}.ends;`,
      ];
    default:
      return [`const V${i} = C${i}.values, S${i} = K${i}.values;`];
  }
}

function probeRow(program: Program, spec: ProbeSpec): void {
  if (spec.filter !== undefined) {
    const known = spec.inputs[spec.filter]?.nullable ? "G[i] === 0 || " : "";
    program.line(`if (${known}F[i] === 0) { slots[i] = -1; continue; }`);
  }
  spec.positions.forEach((position, i) => {
    if (!spec.refuseNull?.[i] || !spec.inputs[position]?.nullable) return;
    program.line(`if (N${i}[i] === 0) { slots[i] = -1; continue; }`);
  });
  program.line(`let h = 0;`);
  spec.positions.forEach((position, i) => hashCode(program, spec.inputs[position]!, i)); // a position of the input
  program.line("h ^= h >>> 16;");
  program.line("let at = h & mask, entry = places[at];");
  const equal = spec.positions.map((position, i) => equality(program, spec.inputs[position]!, spec.keys[i]!, i));
  // Comparing numbers is as cheap as comparing hashes, and touches one cache line less.
  const isNumber = (position: number) => NUMBERS.has(storageOf(spec.inputs[position]!.type)); // a position of the input
  const hash = spec.positions.every(isNumber) ? [] : ["hashes[entry - 1] === h"];
  const found = [...hash, ...equal].join(" && ") || "true";
  program.line(`while (entry !== 0 && !(${found})) { at = (at + 1) & mask; entry = places[at]; }`);
  if (!spec.insert) {
    program.line(`slots[i] = entry === 0 ? ${spec.absent ?? -1} : entry - 1;`);
    return;
  }
  const copyIn = program.constant(compileCopyIn(spec.inputs, spec.positions));
  program.line("if (entry !== 0) { slots[i] = entry - 1; continue; }");
  program.line("const slot = slots[i] = table.add(h, at);");
  program.line(`${copyIn}(table.keys, columns, i, slot);`);
}

/** The row's key i equals that of slot `entry - 1`. */
function equality(program: Program, input: Field, key: Field, i: number): string {
  const slot = "entry - 1";
  const same = sameValue(program, input, i, slot);
  const [here, there] = [input.nullable ? `N${i}[i]` : "1", key.nullable ? `M${i}[${slot}]` : "1"];
  if (here === "1" && there === "1") return same;
  return `(${here} === ${there} && (${here} === 0 || ${same}))`;
}

function sameValue(program: Program, { type }: Field, i: number, slot: string): string {
  switch (storageOf(type)) {
    case "int64":
      return `(S${i}[2 * (${slot})] === V${i}[2 * i] && S${i}[2 * (${slot}) + 1] === V${i}[2 * i + 1])`;
    case "float64": {
      const [a, b] = [`S${i}[${slot}]`, `V${i}[i]`];
      return `(${a} === ${b} || (${a} !== ${a} && ${b} !== ${b}))`;
    }
    case "bytes": {
      const ranges = `K${i}.data, SB${i}[${slot}], SE${i}[${slot}], D${i}, B${i}[i], E${i}[i]`;
      return `${program.constant(equalRanges)}(${ranges})`;
    }
    case "any":
      return `${program.constant(sameValueOf(type))}(S${i}[${slot}], V${i}[i])`;
    default:
      return `S${i}[${slot}] === V${i}[i]`;
  }
}
