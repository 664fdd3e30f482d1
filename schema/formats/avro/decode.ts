/** Avro records to columns: a scanner generated for each writer schema, and the exact way for what it leaves. */
import { BATCH_ROWS, type Column, columnFor } from "../../column.ts";
import { DataError } from "../../errors.ts";
import { HEADER_BYTES } from "../../registry/framing.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import { badRecord } from "../bad_record.ts";
import { arraysOf } from "../column_arrays.ts";
import type { DecodeField } from "../format.ts";
import { BadValue } from "../json_cursor.ts";
import type { PayloadDecoder, SchemaDecoders } from "../registry_decoder.ts";
import { isUtf8 } from "../utf8.ts";
import { AvroCursor } from "./cursor.ts";
import { RangeColumn } from "./range_column.ts";
import { scanCode } from "./scan_code.ts";
import { convertUnits, isAscii, storeDecimal, storeLong, timeFromMicros } from "./scan_support.ts";
import { type AvroRecord, type AvroType, avroTypeName } from "./schema.ts";
import { parseRegisteredSchema } from "./schema_parse.ts";
import type { Skip } from "./skip.ts";
import { type Filled, type RowPlan, rowPlan, storeValue, type Target } from "./targets.ts";
import { Readers } from "./values.ts";

/** What is decoded by Avro schemas, wherever they come from. */
export interface AvroSchemaDecoders extends SchemaDecoders {
  /** As {@link SchemaDecoders.decoderFor} of a schema that has been parsed. */
  decoderForType(writer: AvroType): PayloadDecoder;
}

/** What all writers' decoders of a table share. */
interface Shared {
  readonly recordOf: Int32Array;
  readonly targets: readonly Target[];
  readonly cursor: AvroCursor;
  readonly stopped: Int32Array;
}

export class AvroDecoders implements AvroSchemaDecoders {
  readonly columns: readonly Column[];
  readonly recordOf = new Int32Array(BATCH_ROWS);
  readonly rowsPerRecord = 1;
  /** See {@link SchemaDecoders.stopped}: for payloads behind the header of a registry. */
  readonly stopped = new Int32Array(1);
  readonly #reader: AvroRecord | undefined;
  readonly #shared: Shared;
  readonly #ranges: readonly RangeColumn[];

  /** `reader` is the schema kept with the table; absent: columns were declared by hand, and take the writer's fields by name. */
  constructor(fields: readonly DecodeField[], reader?: AvroRecord) {
    this.columns = fields.map((field) => columnFor(field));
    this.#reader = reader;
    const ranges: RangeColumn[] = [];
    const targets = fields.flatMap((field, index): Target[] => {
      const column = this.columns[index]!; // one per field
      if (!field.needed) return [];
      if (column.kind !== "bytes") return [{ field, index, column, ranges: undefined }];
      const range = new RangeColumn(column);
      ranges.push(range);
      return [{ field, index, column, ranges: range }];
    });
    this.#ranges = ranges;
    this.#shared = { recordOf: this.recordOf, targets, cursor: new AvroCursor(), stopped: this.stopped };
  }

  begin(data: Uint8Array): void {
    openCursor(this.#shared.cursor, data);
    for (const range of this.#ranges) range.begin();
  }

  finish(rows: number): void {
    for (const range of this.#ranges) range.finish(this.#shared.cursor.bytes, rows);
  }

  decoderFor(writer: RegisteredSchema): PayloadDecoder {
    return this.decoderForType(parseRegisteredSchema(writer));
  }

  decoderForType(writer: AvroType): PayloadDecoder {
    if (writer.kind !== "record") {
      throw new DataError(`Avro schema of the writer is ${avroTypeName(writer)}, but columns need a record`, {
        code: "bad_schema",
      });
    }
    const readers = new Readers();
    return new RecordDecoder(rowPlan(writer, this.#reader, this.#shared.targets, readers), readers, this.#shared);
  }
}

/** Sets the cursor on other bytes. */
export function openCursor(cursor: AvroCursor, data: Uint8Array): void {
  const { view } = cursor;
  cursor.bytes = data;
  if (view.buffer === data.buffer && view.byteOffset === data.byteOffset && view.byteLength === data.byteLength) return;
  cursor.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
}

/** See `scan_code.ts`. */
type Scan = (
  bytes: Uint8Array,
  view: DataView,
  starts: Int32Array,
  ends: Int32Array,
  header: number,
  from: number,
  to: number,
  row: number,
  id: number,
) => number;

/** A writer's field as it is read the exact way. */
interface ExactField {
  readonly filled: readonly Filled[];
  readonly skip: Skip | undefined;
}

class RecordDecoder implements PayloadDecoder {
  readonly #plan: RowPlan;
  readonly #shared: Shared;
  readonly #fields: readonly ExactField[];
  readonly #values: readonly Filled[];
  /** Columns whose rows the scanner takes from constants. */
  readonly #mixed: readonly RangeColumn[];
  readonly #scan: Scan;
  /** Left by a scan: the next row, and 1 where the next record has another header. */
  readonly #next = new Int32Array(2);

  constructor(plan: RowPlan, readers: Readers, shared: Shared) {
    this.#plan = plan;
    this.#shared = shared;
    this.#fields = plan.fields.map(({ type, filled }) => ({
      filled,
      skip: filled.length === 0 ? readers.skips.of(type) : undefined,
    }));
    this.#values = plan.fields.flatMap(({ filled }) => filled);
    const mixed: RangeColumn[] = [];
    this.#scan = this.#compile(mixed);
    this.#mixed = mixed;
  }

  decode(
    data: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    skip: number,
    from: number,
    to: number,
    row: number,
    bad: (range: number, error: DataError) => void,
  ): number {
    const { view } = this.#shared.cursor;
    for (const range of this.#mixed) range.mixed = true;
    const first = row;
    let record = from;
    // from < to, and the first record has a header, where records have any.
    const id = skip === HEADER_BYTES ? view.getInt32(starts[from]! + 1, true) : 0;
    this.#next[1] = 0;
    for (;;) {
      record = this.#scan(data, view, starts, ends, skip, record, to, row, id);
      row = this.#next[0]!; // two elements, as below
      if (record >= to || this.#next[1] === 1) break;
      if (this.#read(starts[record]! + skip, ends[record]!, row, record, bad)) row++; // record < to
      record++;
    }
    this.#shared.stopped[0] = record;
    for (const { target, value } of this.#plan.constants) fillRows(target, first, row, value);
    return row;
  }

  /** The exact way; false: the record is bad and has been handed to `bad`. */
  #read(
    start: number,
    end: number,
    row: number,
    record: number,
    bad: (range: number, error: DataError) => void,
  ): boolean {
    const { cursor, recordOf } = this.#shared;
    let at: Target | undefined;
    try {
      cursor.over(start, end);
      for (const { filled, skip } of this.#fields) {
        if (skip !== undefined) skip(cursor);
        const position = cursor.position;
        for (const { target, store } of filled) {
          at = target;
          cursor.position = position;
          store(cursor, row);
        }
        at = undefined;
      }
      cursor.finish();
    } catch (error) {
      bad(record, badRecord(at?.field.name, reasonOf(error), cursor.bytes, start, end));
      return false;
    }
    recordOf[row] = record;
    return true;
  }

  #compile(mixed: RangeColumn[]): Scan {
    const { cursor, recordOf, targets } = this.#shared;
    const bound: [string, unknown][] = [
      ["R", recordOf],
      ["out", this.#next],
      ["wide", storeLong],
      ["W", new Int32Array(2)],
      ["convert", convertUnits],
      ["micros", timeFromMicros],
      ["decimal", storeDecimal],
      ["ascii", isAscii],
      ["utf8", isUtf8],
      ["slow", (value: number, row: number, position: number, end: number): number => {
        cursor.over(position, end);
        return attempt(cursor, () => this.#values[value]?.store(cursor, row));
      }],
      ["skip", (field: number, position: number, end: number): number => {
        cursor.over(position, end);
        return attempt(cursor, () => this.#fields[field]?.skip?.(cursor));
      }],
    ];
    for (const target of targets) bound.push(...arraysOf(target.index, target.column));
    this.#values.forEach(({ plan, target }, n) => {
      const { ranges } = target;
      const branches = plan.kind === "union" ? plan.branches : [plan];
      const symbols = branches.find((branch) => branch.kind === "enum")?.symbols;
      if (symbols === undefined || ranges === undefined) return;
      const starts = Int32Array.from(symbols, (symbol) => symbol === undefined ? -1 : ranges.constant(symbol));
      bound.push([`S${n}`, starts], [`E${n}`, starts.map((start) => ranges.constantEnd(start))]);
      mixed.push(ranges);
    });
    return new Function(...bound.map(([name]) => name), scanCode(this.#plan))(
      ...bound.map(([, value]) => value),
    ) as Scan;
  }
}

/** The position behind what `read` reads; -1: it is bad. */
function attempt(cursor: AvroCursor, read: () => void): number {
  try {
    read();
    return cursor.position;
  } catch (error) {
    reasonOf(error);
    return -1;
  }
}

/** What is wrong with the record; throws what is no fault of the record's. */
export function reasonOf(error: unknown): string {
  if (error instanceof BadValue) return error.message;
  // A text or bigint longer than any may be: the message unfolds to something enormous.
  if (error instanceof RangeError) return "a value is too large";
  throw error;
}

/** Stores the same value in rows `[from, to)`. */
function fillRows(target: Target, from: number, to: number, value: DecodedValue): void {
  if (from >= to) return;
  storeValue(target, from, value);
  const { column } = target;
  column.valid?.fill(value === null ? 0 : 1, from, to);
  if (column.kind === "bytes") {
    column.starts.fill(column.starts[from]!, from, to); // from < to ≤ capacity, as below
    column.ends.fill(column.ends[from]!, from, to);
  } else for (let row = from + 1; row < to; row++) storeValue(target, row, value);
}

type DecodedValue = Parameters<typeof storeValue>[2];
