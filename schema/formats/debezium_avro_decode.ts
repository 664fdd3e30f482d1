/** Debezium's Avro messages to rows with their changes: the envelope here, `before` and `after` by the decoder of records. */
import { DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../batch.ts";
import { BATCH_ROWS, type Column } from "../column.ts";
import { DataError } from "../errors.ts";
import type { RegisteredSchema } from "../registry/registry.ts";
import { sameCells } from "../row_text.ts";
import { AvroCursor } from "./avro/cursor.ts";
import { AvroDecoders, openCursor } from "./avro/decode.ts";
import { type AvroRecord, type AvroType, avroTypeName } from "./avro/schema.ts";
import { parseRegisteredSchema } from "./avro/schema_parse.ts";
import { type Skip, Skips } from "./avro/skip.ts";
import { badRecord, quoteBytes } from "./bad_record.ts";
import type { DecodeField } from "./format.ts";
import { BadValue } from "./json_cursor.ts";
import type { PayloadDecoder, SchemaDecoders } from "./registry_decoder.ts";

/** The record of `before` and `after`, whose fields are the table's columns. Throws a `DataError` for what is no envelope. */
export function rowTypeOf(envelope: AvroType): AvroRecord {
  const fields = envelope.kind === "record" ? envelope.fields : [];
  const rows = ["after", "before"].map((name) => recordIn(fields.find((field) => field.name === name)?.type));
  const row = rows[0] ?? rows[1];
  if (row !== undefined && fields.some(({ name }) => name === "op")) return row;
  throw new DataError(`${avroTypeName(envelope)} is no envelope of Debezium: it needs before, after and op`, {
    code: "bad_schema",
  });
}

function recordIn(type: AvroType | undefined): AvroRecord | undefined {
  if (type?.kind === "record") return type;
  return type?.kind === "union" ? type.branches.find((branch) => branch.kind === "record") : undefined;
}

/** Where a row lies in a message; a start of -1: it is null. */
interface RowRange {
  start: number;
  end: number;
}

type Op = "c" | "r" | "u" | "d";

export class DebeziumAvroDecoders implements SchemaDecoders {
  readonly columns: readonly Column[];
  readonly recordOf = new Int32Array(BATCH_ROWS);
  readonly changes = new Uint8Array(BATCH_ROWS);
  readonly rowsPerRecord = 2;
  readonly #rows: AvroDecoders;
  readonly #key: readonly Column[];
  readonly #cursor = new AvroCursor();

  /** `row` is the schema of rows that is kept with the table; see {@link AvroDecoders}. */
  constructor(fields: readonly DecodeField[], row: AvroRecord | undefined) {
    this.#rows = new AvroDecoders(fields, row);
    this.columns = this.#rows.columns;
    this.#key = this.columns.filter((_, index) => fields[index]?.key === true);
  }

  begin(data: Uint8Array): void {
    openCursor(this.#cursor, data);
    this.#rows.begin(data);
  }

  finish(rows: number): void {
    this.#rows.finish(rows);
  }

  decoderFor(writer: RegisteredSchema): PayloadDecoder {
    const envelope = parseRegisteredSchema(writer);
    const row = rowTypeOf(envelope);
    const parts = {
      envelope: new Envelope(envelope as AvroRecord, this.#cursor),
      rows: this.#rows.decoderForType(row),
    };
    return new ChangeDecoder(parts, this.#key, this);
  }

  /** The record that the decoder of rows gave for a row. */
  rangeOf(row: number): number {
    return this.#rows.recordOf[row]!; // a row that it has decoded
  }
}

/** Reads all of a message but its rows. */
class Envelope {
  readonly before: RowRange = { start: -1, end: -1 };
  readonly after: RowRange = { start: -1, end: -1 };
  readonly #cursor: AvroCursor;
  readonly #fields: readonly { readonly name: string; readonly type: AvroType; readonly skip: Skip }[];
  readonly #skips = new Skips();

  constructor({ fields }: AvroRecord, cursor: AvroCursor) {
    this.#cursor = cursor;
    this.#fields = fields.map(({ name, type }) => ({ name, type, skip: this.#skips.of(type) }));
  }

  /** What happened; {@link before} and {@link after} say where the rows are. Throws {@link BadValue}. */
  read(start: number, end: number): Op {
    const cursor = this.#cursor;
    let op: string | undefined;
    cursor.over(start, end);
    this.before.start = this.after.start = -1;
    for (const { name, type, skip } of this.#fields) {
      if (name === "before") this.#note(type, this.before);
      else if (name === "after") this.#note(type, this.after);
      else if (name === "op") op = this.#text(type);
      else skip(cursor);
    }
    cursor.finish();
    if (op !== "c" && op !== "r" && op !== "u" && op !== "d") {
      throw new BadValue(`unexpected op value: ${op ?? "null"}`);
    }
    if (op !== "d") needs(this.after, "after", op);
    if (op === "u" || op === "d") needs(this.before, "before", op);
    return op;
  }

  #note(type: AvroType, range: RowRange): void {
    const branch = this.#branch(type);
    if (branch.kind === "record") range.start = this.#cursor.position;
    this.#skips.of(branch)(this.#cursor);
    range.end = this.#cursor.position;
  }

  #text(type: AvroType): string | undefined {
    const cursor = this.#cursor;
    const branch = this.#branch(type);
    if (branch.kind === "enum") return branch.symbols[cursor.index(branch.symbols.length, "an enum has no symbol")];
    if (branch.kind !== "string") {
      this.#skips.of(branch)(cursor);
      return undefined;
    }
    const length = cursor.length();
    const from = cursor.take(length);
    return quoteBytes(cursor.bytes, from, from + length);
  }

  #branch(type: AvroType): AvroType {
    if (type.kind !== "union") return type;
    return type.branches[this.#cursor.index(type.branches.length, "a union has no branch")]!; // below the length
  }
}

function needs({ start }: RowRange, name: string, op: Op): void {
  if (start < 0) throw new BadValue(`"${name}" is missing, which op ${op} needs`);
}

/** Bytes in front of a row that count as its header. */
const ROW_HEADER = 1;

/** Decodes envelopes of one writer schema. */
class ChangeDecoder implements PayloadDecoder {
  readonly #envelope: Envelope;
  readonly #rows: PayloadDecoder;
  readonly #key: readonly Column[];
  readonly #decoders: DebeziumAvroDecoders;
  /**
   * The rows of a call: where they lie, the message that each came from, and its change. Starts are of the byte before, for
   * a row may have no bytes at all (its fields are null by their type), and without a header an empty range is no row.
   */
  readonly #starts = new Int32Array(BATCH_ROWS);
  readonly #ends = new Int32Array(BATCH_ROWS);
  readonly #messages = new Int32Array(BATCH_ROWS);
  readonly #kinds = new Uint8Array(BATCH_ROWS);
  #count = 0;
  readonly #failed = new Map<number, DataError>();

  constructor(
    { envelope, rows }: { readonly envelope: Envelope; readonly rows: PayloadDecoder },
    key: readonly Column[],
    decoders: DebeziumAvroDecoders,
  ) {
    this.#envelope = envelope;
    this.#rows = rows;
    this.#key = key;
    this.#decoders = decoders;
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
    this.#count = 0;
    this.#failed.clear();
    for (let message = from; message < to; message++) {
      const start = starts[message]!; // message < to, as below
      if (start >= 0) this.#open(data, message, start + skip, ends[message]!);
    }
    const last = this.#decodeRows(data, starts, ends, row);
    for (const [message, error] of [...this.#failed].sort(([a], [b]) => a - b)) bad(message, error);
    for (let at = row; at < last; at++) this.#finish(at);
    return last;
  }

  #open(data: Uint8Array, message: number, start: number, end: number): void {
    const { before, after } = this.#envelope;
    try {
      const op = this.#envelope.read(start, end);
      if (op === "u") this.#add(message, before, UPDATE_BEFORE);
      if (op === "d") this.#add(message, before, DELETE);
      else this.#add(message, after, op === "u" ? UPDATE_AFTER : INSERT);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      this.#failed.set(message, badRecord(undefined, error.message, data, start, end));
    }
  }

  #add(message: number, { start, end }: RowRange, kind: number): void {
    const at = this.#count++;
    this.#starts[at] = start - ROW_HEADER; // behind the header of the message
    this.#ends[at] = end;
    this.#messages[at] = message;
    this.#kinds[at] = kind;
  }

  /** A message is bad as a whole: where one of its rows is, the rows are read again without the other. */
  #decodeRows(data: Uint8Array, starts: Int32Array, ends: Int32Array, row: number): number {
    const before = this.#failed.size;
    const read = () =>
      this.#rows.decode(data, this.#starts, this.#ends, ROW_HEADER, 0, this.#count, row, (at, error) => {
        const message = this.#messages[at]!; // at < count
        const notes = [`Record: ${quoteBytes(data, starts[message]!, ends[message]!)}`]; // a message of this call
        if (!this.#failed.has(message)) {
          this.#failed.set(message, new DataError(error.message, { ...error.diagnostic, notes }));
        }
      });
    const last = read();
    if (this.#failed.size === before) return last;
    for (let at = 0; at < this.#count; at++) if (this.#failed.has(this.#messages[at]!)) this.#starts[at] = -1; // at < count
    return read();
  }

  #finish(row: number): void {
    const { recordOf, changes } = this.#decoders;
    const at = this.#decoders.rangeOf(row);
    recordOf[row] = this.#messages[at]!; // a row is one of this call, as below
    changes[row] = this.#kinds[at]!;
    if (changes[row] !== UPDATE_AFTER || this.#key.every((column) => sameCells(column, row - 1, row))) return;
    changes[row - 1] = DELETE; // a row that gets another key is another row
    changes[row] = INSERT;
  }
}
