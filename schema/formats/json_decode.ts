/**
 * JSON records to columns, in three tiers chosen per record: a scanner generated for the layout of the records seen, a
 * scanner for members in any order, and the exact reader, which also finds the words for what is bad.
 */
import { BATCH_ROWS, BytesColumn, type Column, columnFor } from "../column.ts";
import type { DataError } from "../errors.ts";
import { HEADER_BYTES } from "../registry/framing.ts";
import { badRecord } from "./bad_record.ts";
import type { Decoded, DecodeField } from "./format.ts";
import type { RangeDecoder } from "./framing.ts";
import { type ColumnReader, columnReader, storeNull } from "./json_columns.ts";
import { BadSyntax, BadValue, JsonCursor } from "./json_cursor.ts";
import { learnLayout } from "./json_layout.ts";
import type { NumericTimestamps } from "./json_readers.ts";
import { type Scan, Scanners } from "./json_scanners.ts";
import { decodeJsonRanges } from "./json_ranges.ts";
import { SourceText } from "./source_text.ts";

/** Records after which a layout is judged for the first time; twice as many after each failure. */
const FIRST_TRIAL = 256;
const LONGEST_TRIAL = 1 << 20;

/** A column that is read. */
interface Target {
  readonly field: DecodeField;
  readonly index: number;
  readonly column: Column;
  readonly read: ColumnReader;
}

export class JsonDecoder implements RangeDecoder {
  readonly columns: readonly Column[];
  readonly recordOf = new Int32Array(BATCH_ROWS);
  readonly #cursor = new JsonCursor();
  readonly #targets: readonly Target[];
  readonly #byName: ReadonlyMap<string, Target>;
  readonly #readers: readonly (ColumnReader | undefined)[];
  readonly #texts: readonly SourceText[];
  readonly #binaries: readonly BytesColumn[];
  readonly #scanners: Scanners;
  readonly #tolerant: Scan;
  #layout: Scan | undefined;
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Records looked at and missed since the layout was last judged. */
  #seen = 0;
  #missed = 0;
  #trial = 0;
  /** Bytes before the object of each range. */
  readonly #header: number;
  #end = 0;

  /** `registered`: the object of each range stands behind the header of a schema registry. */
  constructor(fields: readonly DecodeField[], timestamps: NumericTimestamps, registered = false) {
    this.#header = registered ? HEADER_BYTES : 0;
    const texts: SourceText[] = [];
    const binaries: BytesColumn[] = [];
    const targets: Target[] = [];
    this.columns = fields.map((field) => columnFor(field));
    fields.forEach((field, index) => {
      const column = this.columns[index]!; // one per field
      if (!field.needed) return;
      let text: SourceText | undefined;
      if (column.kind === "bytes") {
        if (field.type.kind === "bytea") binaries.push(column);
        else texts.push(text = new SourceText(column, field.type.kind === "json"));
      }
      targets.push({ field, index, column, read: columnReader(field, column, text, timestamps) });
    });
    this.#targets = targets;
    this.#texts = texts;
    this.#binaries = binaries;
    this.#byName = new Map(targets.map((target) => [target.field.name, target]));
    this.#readers = fields.map((_, index) => targets.find((target) => target.index === index)?.read);
    this.#scanners = new Scanners(
      targets.map(({ field, index }) => ({ index, type: field.type, nullable: field.nullable })),
      targets.map(({ column }) => column),
      this.recordOf,
      timestamps,
      {
        slow: (column, row, position, end) => this.#slow(column, row, position, end),
        skip: (position, end) => this.#skip(position, end),
        escape: (position, end) => this.#escape(position, end),
      },
      registered,
    );
    this.#tolerant = this.#scanners.tolerant(targets.map(({ field }) => ENCODER.encode(field.name)));
  }

  decodeRanges(
    data: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    from: number,
    to: number,
    bad: (range: number, error: DataError) => void,
  ): Decoded {
    return decodeJsonRanges(this, data, starts, ends, from, to, bad);
  }

  /** The range at which {@link decodeInto} ended. */
  get end(): number {
    return this.#end;
  }

  /**
   * Decodes ranges `[from, to)` into rows from `row` on, for which there is room; the number of the row behind the last one.
   * With headers it ends before the first range whose header is not that of `from`, which has one.
   */
  decodeInto(
    starts: Int32Array,
    ends: Int32Array,
    from: number,
    to: number,
    row: number,
    bad: (range: number, error: DataError) => void,
  ): number {
    const { next } = this.#scanners;
    const data = this.#cursor.bytes;
    const registered = this.#header > 0;
    if (registered) this.#scanners.id[0] = this.#view.getInt32(starts[from]! + 1, true); // from < to
    let record = from;
    let missed = 0;
    let odd = -1;
    while (record < to) {
      if (this.#trial === 0) this.#learn(starts, ends, record);
      let stop = to;
      if (this.#layout !== undefined) {
        record = this.#layout(data, this.#view, starts, ends, record, to, row);
        row = next[0]!; // one element
        if (record === to || (registered && !this.#isOfRun(starts[record]!, ends[record]!))) break;
        stop = record + 1;
        odd = record;
        missed++;
      }
      record = this.#tolerant(data, this.#view, starts, ends, record, stop, row);
      row = next[0]!;
      if (record === stop) continue;
      if (registered && !this.#isOfRun(starts[record]!, ends[record]!)) break;
      if (this.#read(starts[record]! + this.#header, ends[record]!, record, row, bad)) row++; // record < to
      record++;
    }
    if (this.#layout === undefined) odd = record - 1;
    this.#judge(record - from, missed, odd, starts, ends);
    this.#end = record;
    return row;
  }

  /** Whether a range has the header that the scanners look for; one without bytes belongs anywhere. */
  #isOfRun(start: number, end: number): boolean {
    if (start < 0) return true;
    return end - start >= HEADER_BYTES && this.#cursor.bytes[start] === 0 &&
      this.#view.getInt32(start + 1, true) === this.#scanners.id[0];
  }

  /** To be called behind the last row of a batch: columns get their bytes. */
  finish(rows: number): void {
    for (const text of this.#texts) text.finish(this.#cursor.bytes, rows);
    for (const column of this.#binaries) column.refill(column.arena.bytes, false);
  }

  /** To be called before the ranges of a batch, which lie in `data`: columns forget those of the one before. */
  begin(data: Uint8Array): void {
    this.#cursor.bytes = data;
    const view = this.#view;
    if (view.buffer !== data.buffer || view.byteOffset !== data.byteOffset || view.byteLength !== data.byteLength) {
      this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    }
    this.#cursor.view = this.#view;
    for (const text of this.#texts) text.begin();
    for (const column of this.#binaries) column.arena.clear();
  }

  /** A layout that misses more than one record in eight is learned again, from `odd`, a record that it missed. */
  #judge(records: number, missed: number, odd: number, starts: Int32Array, ends: Int32Array): void {
    this.#seen += records;
    this.#missed += missed;
    if (this.#seen < this.#trial) return;
    const poor = this.#layout === undefined || this.#missed * 8 > this.#seen;
    if (poor && odd >= 0) this.#learn(starts, ends, odd);
    this.#seen = this.#missed = 0;
  }

  #learn(starts: Int32Array, ends: Int32Array, record: number): void {
    const at = starts[record]!; // record < count
    const start = at + this.#header;
    const end = ends[record]!;
    if (at < 0 || end <= start) return;
    this.#trial = Math.min(LONGEST_TRIAL, this.#trial === 0 ? FIRST_TRIAL : this.#trial * 2);
    const indexes = new Map([...this.#byName].map(([name, { index }]) => [name, index]));
    const layout = learnLayout(this.#cursor, start, end, indexes);
    if (layout === undefined) return;
    const present = new Set(layout.columns);
    const complete = this.#targets.every(({ field, index }) => field.nullable || present.has(index));
    if (complete) this.#layout = this.#scanners.forLayout(layout);
  }

  /** The exact way; false: the record is bad and has been handed to `bad`. */
  #read(
    start: number,
    end: number,
    record: number,
    row: number,
    bad: (range: number, error: DataError) => void,
  ): boolean {
    const cursor = this.#cursor;
    let at: Target | undefined;
    const seen = new Set<Target>();
    try {
      cursor.over(start, end);
      cursor.origin = start;
      cursor.object((key) => {
        at = this.#byName.get(key);
        if (at === undefined) return cursor.skipValue(1);
        at.read(cursor, row);
        seen.add(at);
        at = undefined;
      }, 0);
      cursor.finish();
      for (const target of this.#targets) {
        if (seen.has(target)) continue;
        at = target;
        if (!target.field.nullable) throw new BadValue("missing, but the column is NOT NULL");
        storeNull(target.column, row);
      }
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      const column = error instanceof BadSyntax ? undefined : at?.field.name;
      bad(record, badRecord(column, error.message, cursor.bytes, start, end));
      return false;
    }
    this.recordOf[row] = record;
    return true;
  }

  #slow(column: number, row: number, position: number, end: number): number {
    const cursor = this.#cursor;
    cursor.over(position, end);
    try {
      this.#readers[column]?.(cursor, row);
      return cursor.position;
    } catch (error) {
      if (error instanceof BadValue) return -1;
      throw error;
    }
  }

  #skip(position: number, end: number): number {
    const cursor = this.#cursor;
    cursor.over(position, end);
    try {
      cursor.skipValue(1);
      return cursor.position;
    } catch (error) {
      if (error instanceof BadValue) return -1;
      throw error;
    }
  }

  #escape(position: number, end: number): number {
    const cursor = this.#cursor;
    cursor.over(position, end);
    try {
      return cursor.skipEscape(position);
    } catch (error) {
      if (error instanceof BadValue) return -1;
      throw error;
    }
  }
}

const ENCODER = new TextEncoder();
