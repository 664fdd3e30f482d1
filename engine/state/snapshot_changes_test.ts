import assert from "node:assert/strict";
import { ConnectorError } from "../../schema/errors.ts";
import { Turn } from "../turn.ts";
import { checksumOf, together, unsealed } from "./sealed_file.ts";
import { Snapshot } from "./snapshot.ts";
import { changesBetween, changesFile, readChanges, withChanges } from "./snapshot_changes.ts";
import type { StateArray } from "./snapshot_memory.ts";

const KINDS = [Uint8Array, Int32Array, Float64Array, BigInt64Array] as const;

type Columns = Map<string, StateArray>;

/** Of copies. */
function snapshotOf(columns: Columns): Snapshot {
  const snapshot = new Snapshot();
  for (const [name, array] of columns) snapshot.array(name, array);
  return snapshot;
}

async function fileBetween(before: Snapshot, after: Snapshot): Promise<Uint8Array> {
  const changes = await changesBetween(before, after, Infinity, new Turn());
  assert.ok(changes !== undefined, "there is no limit");
  return together([...changesFile(changes, 7)]);
}

function applied(before: Snapshot, file: Uint8Array): Snapshot {
  return withChanges(Snapshot.decode(before.encode()), readChanges(unsealed(file)));
}

function assertSame(actual: Snapshot, expected: Snapshot): void {
  assert.deepEqual(new Map([...actual.columns()].sort()), new Map([...expected.columns()].sort()));
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Something may happen to a column: nothing, a few bytes, another length, another kind, its end. */
function mutate(columns: Columns, name: string, random: () => number): void {
  const below = (limit: number) => Math.floor(random() * limit);
  const array = columns.get(name);
  const kind = random();
  if (array === undefined || kind < 0.05) {
    const bytes = Uint8Array.from({ length: 8 * below(80) }, () => below(256));
    columns.set(name, new KINDS[below(4)]!(bytes.buffer)); // four of them
  } else if (kind < 0.1) columns.delete(name);
  else if (kind < 0.3) {
    const Kind = array.constructor as typeof Float64Array;
    const other = new Kind(below(700));
    other.set(array.subarray(0, other.length) as Float64Array);
    columns.set(name, other);
  } else {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let left = below(4); left > 0 && bytes.length > 0; left--) bytes[below(bytes.length)]! ^= 1 + below(255); // below length
  }
}

Deno.test("changesBetween leads from any snapshot to any other, one after the other", async () => {
  const random = generator(Number(Deno.env.get("SEED") ?? 20261127));
  const columns: Columns = new Map();
  let before = snapshotOf(columns);
  let chained = snapshotOf(columns);
  for (let round = 0; round < 1000; round++) {
    for (let name = 0; name < 12; name++) mutate(columns, `column ${name}`, random);
    const after = snapshotOf(columns);
    chained = withChanges(chained, readChanges(unsealed(await fileBetween(before, after))));
    assertSame(chained, after);
    before = after;
  }
});

Deno.test("changesBetween takes a few bytes where a few of a million slots have changed", async () => {
  const counts = new Float64Array(1_000_000);
  const [flags, texts] = [new Uint8Array(1_000_001), new Uint8Array(500_000)];
  const columns: Columns = new Map<string, StateArray>([["counts", counts], ["flags", flags], ["texts", texts]]);
  const before = snapshotOf(columns);
  for (let slot = 0; slot < counts.length; slot += 1000) counts[slot] = slot + 1;
  flags[flags.length - 1] = 1;
  const after = snapshotOf(columns);
  const file = await fileBetween(before, after);
  assert.ok(file.length < 1000 * 16 + 300, `${file.length} bytes`);
  assertSame(applied(before, file), after);
});

Deno.test("changesBetween tells values apart that are equal as numbers", async () => {
  const before = new Snapshot();
  before.array("n", Float64Array.of(0, NaN, 1));
  const after = new Snapshot();
  after.array("n", Float64Array.of(-0, NaN, 1));
  const read = applied(before, await fileBetween(before, after));
  assert.ok(Object.is(read.float64("n")[0], -0));
});

Deno.test("changesBetween gives up where changes take more than their limit", async () => {
  const [before, after] = [new Snapshot(), new Snapshot()];
  before.array("n", new Float64Array(1000));
  after.array("n", new Float64Array(1000).fill(1));
  assert.equal(await changesBetween(before, after, 8000, new Turn()), undefined);
  assert.ok(await changesBetween(before, after, 8008, new Turn()), "the words, and where they are");
});

Deno.test("a file of changes knows its base, is no snapshot, and is refused when it was damaged", async () => {
  const [before, after] = [new Snapshot(), new Snapshot()];
  after.values("v", ["a text", 12n, null]);
  const file = await fileBetween(before, after);
  assert.equal(readChanges(unsealed(file)).base, 7);
  assert.throws(() => Snapshot.decode(file), { message: /it is not a whole one$/ });
  assert.throws(() => readChanges(unsealed(after.encode())), ConnectorError);
  assert.notEqual(checksumOf(file), checksumOf(after.encode()));
  for (let at = 0; at < file.length; at++) {
    const damaged = file.slice();
    damaged[at]! ^= 1; // at < length
    assert.throws(() => unsealed(damaged), ConnectorError, `byte ${at}`);
    assert.throws(() => unsealed(file.subarray(0, at)), ConnectorError, `cut at ${at}`);
  }
});
