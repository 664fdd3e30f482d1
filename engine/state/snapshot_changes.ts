/**
 * What a snapshot has that an earlier one of the same pipeline had not, as a sealed file. Its header: `base`, the checksum of
 * the earlier one's file; `gone`, columns that are not there any more; `changed`, `[name, kind, byte length, runs, words][]`.
 * Three blocks for each of these: runs, words (see `ChangedWords`), and the bytes behind its last whole word.
 */
import type { Turn } from "../turn.ts";
import { type ChangedWords, putWords, tailOf, WORD, WordComparison, wordsOf } from "./changed_words.ts";
import { damaged, sealed, type Unsealed } from "./sealed_file.ts";
import { arrayOf, type ColumnKind, kindOf, Snapshot } from "./snapshot.ts";
import type { StateArray } from "./snapshot_memory.ts";

interface ChangedColumn extends ChangedWords {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Of the whole column. */
  readonly byteLength: number;
  readonly tail: Uint8Array;
}

export interface SnapshotChanges {
  readonly changed: readonly ChangedColumn[];
  /** Names of columns that are not there any more. */
  readonly gone: readonly string[];
}

/** Words that are compared without asking whether the turn is over. */
const SLICE = 64 * 1024;
const NOTHING = new Uint8Array(0);

/**
 * Both are settled, and do not change meanwhile; others have their turns. Undefined: the changes would take more than `limit` bytes, of
 * which no more were looked for.
 */
export async function changesBetween(
  before: Snapshot,
  after: Snapshot,
  limit: number,
  turn: Turn,
): Promise<SnapshotChanges | undefined> {
  const [old, columns] = [before.columns(), after.columns()];
  const changed: ChangedColumn[] = [];
  let byteLength = 0;
  for (const [name, array] of columns) {
    const known = old.get(name);
    const kind = kindOf(array);
    const base = known !== undefined && kindOf(known) === kind ? known : undefined;
    const words = await changedWords(base ?? NOTHING, array, limit - byteLength, turn);
    if (words === undefined) return undefined;
    const tail = tailOf(array);
    const isSame = words.runs.length === 0 && base?.byteLength === array.byteLength && isEqual(tail, tailOf(base));
    if (isSame) continue;
    const column = { name, kind, byteLength: array.byteLength, ...words, tail };
    changed.push(column);
    byteLength += lengthOf(column);
  }
  if (byteLength > limit) return undefined;
  return { changed, gone: [...old.keys()].filter((name) => !columns.has(name)) };
}

async function changedWords(
  before: StateArray,
  after: StateArray,
  limit: number,
  turn: Turn,
): Promise<ChangedWords | undefined> {
  const [old, words] = [wordsOf(before), wordsOf(after)];
  const comparison = new WordComparison();
  for (let from = 0; from < words.length; from += SLICE) {
    comparison.compare(old, words, from, Math.min(words.length, from + SLICE));
    if (comparison.byteLength > limit) return undefined;
    if (turn.isOver()) await turn.next();
  }
  return comparison.changes();
}

/** Bytes of a column's blocks. */
function lengthOf({ runs, words, tail }: ChangedColumn): number {
  return runs.byteLength + words.byteLength + tail.length;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/**
 * The snapshot that the changes were found in, from the one that they were found against, which must not be used any more: its
 * columns become those of the other.
 */
export function withChanges(before: Snapshot, { changed, gone }: SnapshotChanges): Snapshot {
  const columns = new Map(before.columns());
  for (const name of gone) columns.delete(name);
  for (const column of changed) columns.set(column.name, changedColumn(columns.get(column.name), column));
  return Snapshot.of(columns);
}

function changedColumn(
  before: StateArray | undefined,
  { kind, byteLength, tail, ...changes }: ChangedColumn,
): StateArray {
  const known = before !== undefined && kindOf(before) === kind ? before : NOTHING;
  const array = known !== NOTHING && known.byteLength === byteLength
    ? known
    : arrayOf(kind, resized(known, byteLength));
  putWords(changes, wordsOf(array));
  tailOf(array).set(tail);
  return array;
}

/** A copy. */
function resized({ buffer, byteOffset, byteLength }: StateArray, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  bytes.set(new Uint8Array(buffer, byteOffset, Math.min(byteLength, length)));
  return bytes;
}

interface Header {
  readonly base: number;
  readonly gone: readonly string[];
  readonly changed: readonly (readonly [string, ColumnKind, number, number, number])[];
}

/** `base`: the checksum of the file that the changes build on. */
export function changesFile({ changed, gone }: SnapshotChanges, base: number): Generator<Uint8Array, void, undefined> {
  const header: Header = {
    base,
    gone,
    changed: changed.map((
      { name, kind, byteLength, runs, words },
    ) => [name, kind, byteLength, runs.length, words.length]),
  };
  return sealed("SLC1", header, changed.flatMap(({ runs, words, tail }): StateArray[] => [runs, words, tail]));
}

/** Throws a `ConnectorError` (`snapshot`) when it is not such a file. */
export function readChanges({ name, kind, header, blocks }: Unsealed): SnapshotChanges & { readonly base: number } {
  if (kind !== "SLC1") throw damaged(name, "it is a whole one");
  const { base, gone, changed } = header as Header; // written by changesFile: the checksum is right
  const columns = changed.map(([name, kind, byteLength, runs, words]): ChangedColumn => ({
    name,
    kind,
    byteLength,
    runs: new Int32Array(blocks.next(runs * Int32Array.BYTES_PER_ELEMENT).buffer),
    words: new BigInt64Array(blocks.next(words * WORD).buffer),
    tail: blocks.next(byteLength % WORD),
  }));
  return { base, gone, changed: columns };
}
