/** Which changes of a batch become messages of their own, and which are told by another's (`sql.md` §10). */
import { type Batch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../batch.ts";
import { BATCH_ROWS } from "../column.ts";
import { type Field, identityOf } from "../field.ts";
import { RowText, sameCells } from "../row_text.ts";

/** What is left of the changes of one identity. */
interface Net {
  readonly added: number[];
  readonly removed: number[];
}

/** A row that has no message. */
const SILENT = -2;
/** A message without an old version, or the message of a row that goes. */
const ALONE = -1;

/**
 * Merges the changes of one emission by identity: a row that goes and comes again is an update, or nothing if it is the
 * same. Changes that a source reads are an emission by record, so that every record is passed on; what an operator
 * gives is one by batch.
 */
export class ChangeMessages {
  readonly #key: readonly number[];
  readonly #row: readonly number[];
  readonly #keyText: RowText;
  readonly #keyed: boolean;
  /** Row → row of its old version, or {@link SILENT} or {@link ALONE}. */
  readonly #before = new Int32Array(BATCH_ROWS);
  #changes: Uint8Array | undefined;

  /** `key` identifies rows; undefined: all visible columns do. */
  constructor(fields: readonly Field[], key: readonly number[] | undefined) {
    this.#row = identityOf({ fields });
    this.#key = key ?? this.#row;
    this.#keyText = new RowText(fields, this.#key);
    this.#keyed = key !== undefined;
  }

  bind(batch: Batch): void {
    this.#changes = batch.changes;
    if (batch.changes === undefined) return;
    if (batch.partition === undefined) this.#mergeBatch(batch, batch.changes);
    else this.#mergeRecords(batch, batch.changes);
  }

  speaks(row: number): boolean {
    return this.#changes === undefined || this.#before[row] !== SILENT;
  }

  /** The row goes: it is the old version, and there is no new one. */
  isRemoval(row: number): boolean {
    return this.#changes !== undefined && isRemoval(this.#changes[row]!); // row < length
  }

  /** The row's old version; -1: there is none. */
  before(row: number): number {
    return this.#changes === undefined ? ALONE : this.#before[row]!; // row < length
  }

  /** Only rows that stand side by side and come from one record. */
  #mergeRecords(batch: Batch, changes: Uint8Array): void {
    for (let row = 0; row < batch.length; row++) {
      this.#before[row] = ALONE;
      if (row + 1 === batch.length || !areOfOneRecord(batch, changes, row)) continue;
      if (!areSame(batch, this.#key, row, row + 1)) continue;
      this.#before[row] = SILENT;
      this.#before[row + 1] = areSame(batch, this.#row, row, row + 1) ? SILENT : row;
      row++;
    }
  }

  #mergeBatch(batch: Batch, changes: Uint8Array): void {
    const nets = new Map<string, Net>();
    for (let row = 0; row < batch.length; row++) {
      this.#before[row] = SILENT;
      const key = this.#keyText.of(batch, row);
      let net = nets.get(key);
      if (net === undefined) nets.set(key, net = { added: [], removed: [] });
      const [same, opposite] = isRemoval(changes[row]!) // row < length
        ? [net.removed, net.added]
        : [net.added, net.removed];
      const cancelled = this.#indexOf(opposite, batch, row);
      if (cancelled >= 0) opposite.splice(cancelled, 1);
      else same.push(row);
    }
    for (const net of nets.values()) this.#tell(net);
  }

  /** Where among `rows` one equal to `row` is. */
  #indexOf(rows: readonly number[], batch: Batch, row: number): number {
    if (rows.length === 0 || !this.#keyed) return rows.length - 1;
    return rows.findIndex((other) => areSame(batch, this.#row, other, row));
  }

  #tell({ added, removed }: Net): void {
    if (!this.#keyed) {
      for (const row of [...added, ...removed]) this.#before[row] = ALONE;
      return;
    }
    const [before, after] = [removed[0], added.at(-1)];
    if (after !== undefined) this.#before[after] = before ?? ALONE;
    else if (before !== undefined) this.#before[before] = ALONE;
  }
}

function areSame({ columns }: Batch, positions: readonly number[], a: number, b: number): boolean {
  return positions.every((index) => sameCells(columns[index]!, a, b)); // positions of the fields
}

function isRemoval(change: number): boolean {
  return change === DELETE || change === UPDATE_BEFORE;
}

function areOfOneRecord(batch: Batch, changes: Uint8Array, row: number): boolean {
  const [first, second] = [changes[row], changes[row + 1]];
  if (first === UPDATE_BEFORE) return second === UPDATE_AFTER;
  if (first !== DELETE || second !== INSERT) return false;
  const [a, b] = [batch.origin?.(row), batch.origin?.(row + 1)];
  return a !== undefined && b !== undefined && a.topic === b.topic && a.offset === b.offset;
}
