/**
 * How the rows of an interval join find each other. Where rows of one side are rare, those of the other wait without a key:
 * a row of the rare side searches through all of them, in a loop over columns, which costs less than to enter every one
 * into the table and to take it out again. No key of the table is that of a row that waits.
 */
import { BATCH_ROWS, type Column } from "../../../schema/column.ts";
import { compileProbe, type Probe } from "../../state/key_table.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import type { JoinLayout, SideLayout } from "./layout.ts";
import type { Side } from "./output.ts";
import { WAITING } from "./side.ts";
import type { JoinState } from "./state.ts";

/** Rows of a side wait when there are more of them than so many times those of the other side. */
const RARE = 64;
/** Rows wait no longer when each was searched so often, on average. */
const SEARCHES = 4;

interface IndexCode {
  /** Of a batch; rows whose key is not there get {@link WAITING}. */
  readonly find: Probe;
  /** Of kept rows. */
  readonly search: Probe;
  /** Of kept rows; adds keys. */
  readonly enter: Probe;
}

function indexCode({ keys, refuseNull }: JoinLayout, side: SideLayout): IndexCode {
  const kept = { keys, refuseNull, inputs: side.fields, positions: side.keys.map((key) => side.kept.indexOf(key)) };
  return {
    find: compileProbe({
      keys,
      refuseNull,
      inputs: side.inputs,
      positions: side.keys,
      insert: false,
      absent: WAITING,
    }),
    search: compileProbe({ ...kept, insert: false, absent: WAITING, picked: true }),
    enter: compileProbe({ ...kept, insert: true, picked: true }),
  };
}

export class JoinIndex {
  readonly #state: JoinState;
  readonly #code: Readonly<Record<Side, IndexCode>>;
  /** Whose rows wait. */
  #waiting: Side | undefined;
  /** Rows so far. */
  readonly #rows: Record<Side, number> = { left: 0, right: 0 };
  /** Rows that came since rows wait, and how many were looked at in searches. */
  #came = 0;
  #searched = 0;
  readonly #slots = new Int32Array(BATCH_ROWS);

  constructor(layout: JoinLayout, state: JoinState) {
    this.#state = state;
    this.#code = { left: indexCode(layout, layout.left), right: indexCode(layout, layout.right) };
  }

  /**
   * Puts the key of each row into `keys[row]`, −1 where it can match nothing, {@link WAITING} where nothing that is kept
   * matches it, and makes room for all rows. Rows of the other side with the same key are in its chain.
   */
  probe(side: Side, columns: readonly Column[], length: number, keys: Int32Array): void {
    const { table } = this.#state;
    const own = this.#state[side];
    this.#rows[side] += length;
    const others = this.#rows[side === "left" ? "right" : "left"];
    if (this.#waiting === undefined && this.#rows[side] > RARE * others) this.#wait(side);
    if (this.#waiting === side) {
      this.#came += length;
      this.#state.reserve(own, length, 0);
      return this.#code[side].find(table, columns, 0, length, keys);
    }
    const before = table.size;
    this.#state.probe(own, columns, 0, length, keys);
    if (this.#waiting === undefined || table.size === before) return;
    this.#look(this.#waiting, this.#code[this.#waiting].search);
    if (this.#searched > SEARCHES * this.#came) this.#enter(this.#waiting);
  }

  #wait(side: Side): void {
    this.#waiting = side;
    this.#came = this.#searched = 0;
  }

  #enter(side: Side): void {
    this.#look(side, this.#code[side].enter);
    this.#waiting = undefined;
  }

  /** Rows that wait and whose keys are in the table then go into the chains of these. */
  #look(side: Side, probe: Probe): void {
    const [rows, slots] = [this.#state[side], this.#slots];
    for (let slot = rows.firstWaiting; slot >= 0;) {
      let count = 0;
      for (; slot >= 0 && count < BATCH_ROWS; slot = rows.next[slot]!) slots[count++] = slot; // a slot that is taken
      this.#state.reserve(rows, 0, probe === this.#code[side].enter ? count : 0);
      probe(this.#state.table, rows.rows.columns, 0, count, rows.keys, slots);
      for (let i = 0; i < count; i++) {
        const key = rows.keys[slots[i]!]!; // i < count
        if (key !== WAITING) rows.found(slots[i]!, key);
      }
      this.#searched += count;
    }
  }

  snapshot(out: SnapshotWriter): void {
    const waiting = this.#waiting === undefined ? 0 : this.#waiting === "left" ? 1 : 2;
    const { left, right } = this.#rows;
    out.array("index", Float64Array.of(waiting, left, right, this.#came, this.#searched));
  }

  restore(from: SnapshotReader): void {
    const [waiting, left = 0, right = 0, came = 0, searched = 0] = from.float64("index");
    this.#waiting = waiting === 1 ? "left" : waiting === 2 ? "right" : undefined;
    this.#rows.left = left;
    this.#rows.right = right;
    this.#came = came;
    this.#searched = searched;
  }
}
