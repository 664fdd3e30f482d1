/** State that changes at random, saved and lost at random: what comes back is what was saved. */
import assert from "node:assert/strict";
import { columnFor, setValue } from "../../schema/column.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { arrayType, BIGINT, BOOLEAN, TEXT, type Value } from "../../schema/types.ts";
import { compileProbe, KeyTable } from "../state/key_table.ts";
import { RowBag } from "../state/row_bag.ts";
import type { RowStore } from "../state/row_store.ts";
import { SlotQueue } from "../state/slot_queue.ts";
import { Snapshot } from "../state/snapshot.ts";
import { SnapshotMemory } from "../state/snapshot_memory.ts";
import { valueKey } from "../state/value_codec.ts";
import { CheckpointStore } from "./checkpoint_store.ts";
import { openedAgain } from "./test_store.ts";

const FIELDS: readonly Field[] = [
  fieldOf("a", BIGINT, false),
  fieldOf("b", TEXT),
  fieldOf("c", BOOLEAN),
  fieldOf("d", arrayType(BIGINT)),
];
const POSITIONS = FIELDS.map((_, i) => i);
const insert = compileProbe({ keys: FIELDS, inputs: FIELDS, positions: POSITIONS, insert: true });

type Random = () => number;

function generator(seed: number): Random {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function rowOf(key: number): Value[] {
  const text = key % 5 === 0 ? null : `key ${key} `.repeat(1 + key % 7);
  return [BigInt(key), text, key % 3 === 0 ? null : key % 3 === 1, [BigInt(key % 4), null]];
}

function columnsOf(row: readonly Value[]) {
  return FIELDS.map((field, i) => {
    const column = columnFor(field);
    setValue(column, 0, row[i] ?? null);
    return column;
  });
}

/** Groups with a count each, and rows that leave in the order of a time: what operators are made of. */
class GroupsAndRows {
  readonly #table = new KeyTable(FIELDS);
  #counts = new Float64Array(16);
  readonly #bag = new RowBag(FIELDS);
  readonly #queue = new SlotQueue();
  #time = 0n;

  count(key: number): void {
    const slots = new Int32Array(1);
    const columns = columnsOf(rowOf(key));
    this.#table.reserve(1);
    insert(this.#table, columns, 0, 1, slots);
    const [slot = 0] = slots;
    if (slot >= this.#counts.length) {
      const counts = new Float64Array(this.#counts.length * 2);
      counts.set(this.#counts);
      this.#counts = counts;
    }
    this.#counts[slot]!++; // there is room
    const row = this.#bag.add(columns, 0);
    this.#queue.reserve(this.#bag.rows.capacity);
    this.#queue.push(row, this.#time++ - BigInt(key % 3));
  }

  /** A group that is counted out, and rows that have been there for long, leave. */
  leave(key: number): void {
    const gone: number[] = [];
    this.#table.forEach((slot) => {
      if (this.#table.keys.value(0, slot) === BigInt(key)) gone.push(slot);
    });
    for (const slot of gone) {
      this.#counts[slot] = 0;
      this.#table.remove(slot);
    }
    const into = new Int32Array(10);
    const count = this.#queue.takeBefore(this.#time - 200n, into);
    for (const slot of into.subarray(0, count)) this.#bag.release(slot);
  }

  /** All that it knows: groups with their counts, rows in order, and when the next ones leave. */
  content(): readonly string[] {
    const read = (rows: RowStore, slot: number) => valueKey(POSITIONS.map((i) => rows.value(i, slot)));
    const groups: string[] = [];
    this.#table.forEach((slot) => groups.push(`${read(this.#table.keys, slot)}: ${this.#counts[slot]}`));
    const rows = this.#bag.all().map((slot) => `${read(this.#bag.rows, slot)} at ${this.#queue.times[slot]}`);
    return [...groups.sort(), ...rows, `${this.#queue.size} rows at ${this.#time}`];
  }

  snapshot(out: Snapshot): void {
    this.#table.snapshot(out, "groups");
    out.array("counts", this.#counts.subarray(0, this.#table.keys.used));
    this.#bag.snapshot(out, "rows");
    this.#queue.snapshot(out, "queue", this.#bag.rows.used);
    out.array("time", BigInt64Array.of(this.#time));
  }

  restore(from: Snapshot): void {
    this.#table.restore(from, "groups");
    this.#counts = new Float64Array(Math.max(16, this.#table.keys.capacity));
    this.#counts.set(from.float64("counts"));
    this.#bag.restore(from, "rows");
    this.#queue.reserve(this.#bag.rows.capacity);
    this.#queue.restore(from, "queue");
    this.#time = from.int64("time")[0] ?? 0n;
  }
}

/** What one checkpoint was of. */
interface Saved {
  readonly columns: Snapshot;
  readonly content: readonly string[];
}

/** A pipeline's life, as far as its state is concerned: it works, is saved, dies and comes back. */
class Life implements AsyncDisposable {
  readonly wrote = { whole: 0, changes: 0, lost: 0, revived: 0 };
  readonly #path: string;
  readonly #random: Random;
  #store: CheckpointStore;
  #memory = new SnapshotMemory();
  #state = new GroupsAndRows();
  #number = 0;
  /** Undefined: nothing has counted yet. */
  #counts: Saved | undefined;

  private constructor(path: string, random: Random, store: CheckpointStore) {
    this.#path = path;
    this.#random = random;
    this.#store = store;
  }

  static async begin(path: string, random: Random): Promise<Life> {
    return new Life(path, random, await CheckpointStore.open(path, 0));
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  work(): void {
    const most = this.#random() < 0.1 ? 400 : 20;
    for (let left = this.#below(most); left > 0; left--) {
      if (this.#random() < 0.7) this.#state.count(this.#below(600));
      else this.#state.leave(this.#below(600));
    }
  }

  /** `end`: what comes of it. */
  async save(end: "counts" | "never counts" | "is replaced"): Promise<void> {
    const state = new Snapshot(this.#memory);
    this.#state.snapshot(state);
    const saved = { columns: Snapshot.decode(state.encode()), content: this.#state.content() };
    this.work(); // goes on while it is written
    const name = { checkpoint: ++this.#number, snapshot: `${this.#below(1000)}` };
    await this.#store.write(name, state);
    const file = (await this.#store.snapshots()).find(({ checkpoint }) => checkpoint === name.checkpoint);
    if (file?.base === undefined) this.wrote.whole++;
    else this.wrote.changes++;
    if (end === "counts") {
      await this.#store.confirm(name, 0);
      this.#memory.release();
      this.#counts = saved;
      return;
    }
    this.wrote.lost++;
    if (end === "is replaced") this.#number--;
    await this.revive();
  }

  /** From what has counted, in the same process or in another one. */
  async revive(): Promise<void> {
    this.wrote.revived++;
    if (this.#random() < 0.5) {
      await this.#store[Symbol.asyncDispose]();
      this.#store = await openedAgain(this.#path, 0);
    }
    this.#memory = new SnapshotMemory();
    this.#state = new GroupsAndRows();
    if (this.#counts === undefined) return assert.equal(this.#store.confirmed, undefined);
    const { confirmed } = this.#store;
    assert.ok(confirmed !== undefined);
    const state = await this.#store.load(confirmed);
    assert.deepEqual(state.columns(), this.#counts.columns.columns());
    this.#state.restore(state);
    assert.deepEqual(this.#state.content(), this.#counts.content);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#store[Symbol.asyncDispose]();
  }
}

Deno.test("a chain of snapshots gives back what a whole one would, whatever was saved, lost or gone on with", async () => {
  const folder = await Deno.makeTempDir({ prefix: "sluice-chain-" });
  try {
    const random = generator(Number(Deno.env.get("SEED") ?? 20261127));
    await using life = await Life.begin(`${folder}/p`, random);
    for (let round = 0; round < 600; round++) {
      life.work();
      const kind = random();
      if (kind < 0.05) await life.revive();
      else await life.save(kind < 0.1 ? "never counts" : kind < 0.13 ? "is replaced" : "counts");
    }
    const { whole, changes, lost, revived } = life.wrote;
    assert.ok(whole > 50 && changes > 200 && lost > 20 && revived > 40, JSON.stringify(life.wrote));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
