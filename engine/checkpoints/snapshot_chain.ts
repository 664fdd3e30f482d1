/** Which snapshots are written whole, and which as what has changed since the last one. */
import { checksumOf } from "../state/sealed_file.ts";
import type { Snapshot } from "../state/snapshot.ts";
import { changesBetween, changesFile, type SnapshotChanges } from "../state/snapshot_changes.ts";
import { Turn } from "../turn.ts";
import { type CheckpointName, isSame } from "./snapshot_files.ts";

/** Smaller state is written whole each time, in bytes. */
const CHAIN_FROM = 1 << 20;
/** Changes of one chain take no more than this share of what is whole: recovery reads them all. */
const MOST_CHANGES = 1 / 2;
/** Files of a chain behind its whole one. */
const LONGEST = 32;

const NOTHING = new Uint8Array(0);

/** The last snapshot that was written, and the chain that ends with it. */
interface ChainEnd {
  readonly name: CheckpointName;
  readonly state: Snapshot;
  /** Of its file. */
  readonly checksum: number;
  /** Bytes of the chain's whole snapshot. */
  readonly whole: number;
  /** Bytes of the chain's other files, and how many these are. */
  readonly changes: number;
  readonly length: number;
}

export interface NextSnapshot {
  /** The checkpoint of which it has the changes; undefined: it is whole. */
  readonly base: CheckpointName | undefined;
  /** The file, to be written once. */
  readonly pieces: Iterable<Uint8Array>;
}

export class SnapshotChain {
  readonly #from: number;
  #end: ChainEnd | undefined;

  /** State of so many bytes is not written whole each time. */
  constructor(from = CHAIN_FROM) {
    this.#from = from;
  }

  /**
   * What to write of a settled state, which stays as it is until the next one was written. It builds on the last one only if
   * that is the one that `confirmed` says, so that everything in a chain has counted. Others have their turns.
   */
  async next(name: CheckpointName, state: Snapshot, confirmed: CheckpointName | undefined): Promise<NextSnapshot> {
    const end = confirmed && this.#end && isSame(this.#end.name, confirmed) ? this.#end : undefined;
    this.break();
    const changes = end && await changesSince(end, state);
    if (end === undefined || changes === undefined) {
      return { base: undefined, pieces: this.#noted({ name, state }, state.pieces()) };
    }
    return { base: end.name, pieces: this.#noted({ name, state }, changesFile(changes, end.checksum), end) };
  }

  /** The next snapshot is written whole. */
  break(): void {
    this.#end = undefined;
  }

  /** The same pieces; with the last one the chain has another end. */
  *#noted(
    { name, state }: Pick<ChainEnd, "name" | "state">,
    pieces: Iterable<Uint8Array>,
    before?: ChainEnd,
  ): Generator<Uint8Array, void, undefined> {
    let last: Uint8Array = NOTHING;
    let bytes = 0;
    for (const piece of pieces) {
      bytes += piece.length;
      last = piece;
      yield piece;
    }
    const whole = before?.whole ?? bytes;
    if (whole < this.#from) return;
    const [changes, length] = before === undefined ? [0, 0] : [before.changes + bytes, before.length + 1];
    this.#end = { name, state, checksum: checksumOf(last), whole, changes, length };
  }
}

/** Undefined: it is time for a whole one. */
async function changesSince(end: ChainEnd, state: Snapshot): Promise<SnapshotChanges | undefined> {
  if (end.length >= LONGEST) return undefined;
  return await changesBetween(end.state, state, end.whole * MOST_CHANGES - end.changes, new Turn());
}
