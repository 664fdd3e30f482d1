import assert from "node:assert/strict";
import { columnFor, setValue } from "../../schema/column.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { arrayType, BIGINT, BOOLEAN, DOUBLE, INT, TEXT, type Value } from "../../schema/types.ts";
import { compileProbe, KeyTable } from "./key_table.ts";
import { Snapshot } from "./snapshot.ts";
import { valueKey } from "./value_codec.ts";

const FIELDS: readonly Field[] = [
  fieldOf("a", BIGINT, false),
  fieldOf("b", TEXT),
  fieldOf("c", DOUBLE),
  fieldOf("d", INT),
  fieldOf("e", BOOLEAN),
  fieldOf("f", arrayType(BIGINT)),
];
const VALUES: readonly (readonly Value[])[] = [
  [0n, 1n, -1n, 2n ** 62n],
  [null, "", "a", "a-b", "é😀"],
  [null, 0, -0, NaN, 1.5],
  [null, 0, -1],
  [null, true, false],
  [null, [], [1n, null], [2n]],
];

function rowsOf(count: number, random: () => number): Value[][] {
  return Array.from({ length: count }, () => VALUES.map((values) => values[Math.floor(random() * values.length)]!));
}

function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function columnsOf(rows: readonly Value[][]) {
  const columns = FIELDS.map((field) => columnFor(field));
  rows.forEach((row, i) => row.forEach((value, c) => setValue(columns[c]!, i, value)));
  return columns;
}

const POSITIONS = FIELDS.map((_, i) => i);
const insert = compileProbe({ keys: FIELDS, inputs: FIELDS, positions: POSITIONS, insert: true });
const find = compileProbe({ keys: FIELDS, inputs: FIELDS, positions: POSITIONS, insert: false });

Deno.test("KeyTable keeps a slot for each key while keys come and leave", () => {
  const random = generator(7);
  const table = new KeyTable(FIELDS);
  const known = new Map<string, number>();
  const slots = new Int32Array(1024);
  for (let round = 0; round < 40; round++) {
    const rows = rowsOf(200, random);
    table.reserve(rows.length);
    insert(table, columnsOf(rows), 0, rows.length, slots);
    rows.forEach((row, i) => {
      const key = valueKey(row);
      const slot = known.get(key);
      if (slot === undefined) known.set(key, slots[i]!);
      else assert.equal(slots[i], slot, key);
    });
    for (const [key, slot] of known) {
      if (random() < 0.4) continue;
      table.remove(slot);
      known.delete(key);
    }
    assert.equal(table.size, known.size);
  }
  const restored = new KeyTable(FIELDS);
  const snapshot = new Snapshot();
  table.snapshot(snapshot, "t");
  restored.restore(Snapshot.decode(snapshot.encode()), "t");
  const rows = rowsOf(1000, random);
  for (const one of [table, restored]) {
    find(one, columnsOf(rows), 0, rows.length, slots);
    rows.forEach((row, i) => assert.equal(slots[i], known.get(valueKey(row)) ?? -1));
  }
  assert.deepEqual(new Set(known.values()), slotsOf(restored));
});

function slotsOf(table: KeyTable): Set<number> {
  const slots = new Set<number>();
  table.forEach((slot) => slots.add(slot));
  return slots;
}

Deno.test("KeyTable refuses NULL where NULL is no key", () => {
  const fields = [fieldOf("k", TEXT)];
  const spec = { keys: fields, inputs: fields, positions: [0], insert: true, refuseNull: [true] };
  const columns = [columnFor(fields[0]!)];
  ["a", null, "a"].forEach((value, i) => setValue(columns[0]!, i, value));
  const table = new KeyTable(fields);
  table.reserve(3);
  const slots = new Int32Array(3);
  compileProbe(spec)(table, columns, 0, 3, slots);
  assert.deepEqual([...slots], [0, -1, 0]);
});

Deno.test("KeyTable's memory of texts that left is used again", () => {
  const fields = [fieldOf("k", TEXT, false)];
  const probe = compileProbe({ keys: fields, inputs: fields, positions: [0], insert: true });
  const table = new KeyTable(fields);
  const slots = new Int32Array(1024);
  for (let round = 0; round < 200; round++) {
    const column = columnFor(fields[0]!);
    for (let i = 0; i < 100; i++) setValue(column, i, `${round}-${i}-${"x".repeat(100)}`);
    table.reserve(100);
    probe(table, [column], 0, 100, slots);
    for (let i = 0; i < 100; i++) table.remove(slots[i]!);
  }
  assert.ok(table.byteLength < 400_000, `${table.byteLength} bytes`);
});
