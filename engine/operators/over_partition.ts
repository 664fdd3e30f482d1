/** One partition of OVER: its rows in order, their peers and frames. */
import type { Value } from "../../schema/types.ts";
import type { WindowRows } from "../../sql/functions/windows.ts";
import type { Frame, FrameBound, SortKey } from "../../sql/plan.ts";
import type { RowStore } from "../state/row_store.ts";
import type { SlotOrder } from "../state/sorted_slots.ts";

/** Groups of peers of a partition. */
export interface Peers {
  /** By row. */
  readonly group: Int32Array;
  /** By group: its first row, and behind the last group the number of rows. */
  readonly starts: readonly number[];
}

/** `same` is zero for rows that are equal in ORDER BY. */
export function peersOf(slots: readonly number[], same: SlotOrder): Peers {
  const group = new Int32Array(slots.length);
  const starts: number[] = [];
  slots.forEach((slot, row) => {
    if (row === 0 || same(slots[row - 1]!, slot) !== 0) starts.push(row); // row > 0
    group[row] = starts.length - 1;
  });
  starts.push(slots.length);
  return { group, starts };
}

/** Where each row's frame begins and ends, the end exclusive; the two never go back from row to row. */
export interface Frames {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** `key` is the ORDER BY of RANGE with a distance. */
export function framesOf(frame: Frame, peers: Peers, values: readonly Value[], key: SortKey | undefined): Frames {
  const rows = peers.group.length;
  const [from, to] = [new Int32Array(rows), new Int32Array(rows)];
  const place = frame.unit === "range" && hasDistance(frame)
    ? rangePlaces(values, key?.descending ?? false, peers)
    : frame.unit === "rows"
    ? rowPlaces(rows)
    : groupPlaces(peers);
  for (let row = 0; row < rows; row++) {
    from[row] = frame.start.offset === undefined ? (frame.start.following ? rows : 0) : place(row, frame.start, false);
    to[row] = frame.end.offset === undefined ? (frame.end.following ? rows : 0) : place(row, frame.end, true);
  }
  return { from, to };
}

function hasDistance({ start, end }: Frame): boolean {
  return [start.offset, end.offset].some((offset) => offset !== undefined && Number(offset) !== 0);
}

/** The first row of a frame, or of its end the one behind its last. */
type Place = (row: number, bound: FrameBound, isEnd: boolean) => number;

function rowPlaces(rows: number): Place {
  return (row, { offset, following }, isEnd) => {
    const at = row + (following ? 1 : -1) * Number(offset) + (isEnd ? 1 : 0);
    return Math.max(0, Math.min(rows, at));
  };
}

function groupPlaces({ group, starts }: Peers): Place {
  return (row, { offset, following }, isEnd) => {
    const at = group[row]! + (following ? 1 : -1) * Number(offset) + (isEnd ? 1 : 0); // a row of the partition
    return starts[Math.max(0, Math.min(starts.length - 1, at))]!; // within
  };
}

/** By distance of the ORDER BY value; a row whose value is NULL or NaN sees its peers. */
function rangePlaces(values: readonly Value[], descending: boolean, peers: Peers): Place {
  const first = values.findIndex((value) => value !== null);
  const last = values.findLastIndex((value) => value !== null);
  const byGroup = groupPlaces(peers);
  return (row, { offset = 0, following }, isEnd) => {
    const value = values[row];
    const counts = typeof value === "bigint" || (typeof value === "number" && !Number.isNaN(value));
    if (!counts) return byGroup(row, { offset: 0, following }, isEnd);
    const limit = moved(value, offset, following !== descending);
    const isBefore = (at: number) => {
      const other = values[at] as number | bigint; // between the first and the last that are not NULL
      if (isEnd) return descending ? !(other < limit) : other <= limit; // NaN is above all
      return descending ? !(other <= limit) : other < limit;
    };
    let [low, high] = [first, last + 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function moved(value: number | bigint, offset: number | bigint, up: boolean): number | bigint {
  if (typeof value === "bigint") return up ? value + BigInt(offset) : value - BigInt(offset);
  return up ? value + Number(offset) : value - Number(offset);
}

/** The partition as one call sees it. */
export class CallRows implements WindowRows {
  readonly #store: RowStore;
  readonly #slots: readonly number[];
  readonly #args: readonly number[];
  readonly #peers: Peers;
  readonly #frames: Frames;

  constructor(store: RowStore, slots: readonly number[], args: readonly number[], peers: Peers, frames: Frames) {
    this.#store = store;
    this.#slots = slots;
    this.#args = args;
    this.#peers = peers;
    this.#frames = frames;
  }

  get length(): number {
    return this.#slots.length;
  }

  argument(index: number, row: number): Value {
    return this.#store.value(this.#args[index]!, this.#slots[row]!); // the call has it, and the partition the row
  }

  peersFrom(row: number): number {
    return this.#peers.starts[this.group(row)]!; // groups have a start
  }

  peersTo(row: number): number {
    return this.#peers.starts[this.group(row) + 1]!; // and one is behind the last
  }

  group(row: number): number {
    return this.#peers.group[row]!; // a row of the partition
  }

  frameFrom(row: number): number {
    return this.#frames.from[row]!;
  }

  frameTo(row: number): number {
    return this.#frames.to[row]!;
  }
}
