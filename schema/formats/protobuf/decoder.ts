/** Protobuf messages to rows: behind the header of a schema registry, or of one type without one. */
import { BATCH_ROWS, type Column } from "../../column.ts";
import { DataError } from "../../errors.ts";
import { HEADER_BYTES } from "../../registry/framing.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import { badRecord } from "../bad_record.ts";
import type { Decoded, DecodeField } from "../format.ts";
import type { RangeDecoder } from "../framing.ts";
import type { PayloadDecoder, SchemaDecoders } from "../registry_decoder.ts";
import { messageAt, type ProtoFile, protoFileOf, type ProtoMessage } from "./schema.ts";
import { JsonMessages } from "./json_messages.ts";
import { MessageDecoder, type Messages, type ScanState } from "./message_decoder.ts";
import { Unfit } from "./read_message.ts";
import { Rows } from "./rows.ts";
import { BadWire, WireCursor } from "./wire.ts";

/** Messages of one type and nothing before them. No bytes are a message too: everything has its default value. */
export class ProtobufDecoder implements RangeDecoder {
  readonly columns: readonly Column[];
  readonly recordOf: Int32Array;
  readonly #rows: Rows;
  readonly #messages: Messages;
  readonly #state: ScanState = { next: new Int32Array(1), id: new Int32Array(1) };

  /** `unstructured`: the only column takes messages as JSON. Throws {@link Unfit}. */
  constructor(message: ProtoMessage, fields: readonly DecodeField[], unstructured = false) {
    this.#rows = new Rows(fields);
    this.columns = this.#rows.columns;
    this.recordOf = this.#rows.recordOf;
    this.#messages = unstructured
      ? new JsonMessages(message, this.#rows, this.#state)
      : new MessageDecoder(message, this.#rows, this.#state, undefined);
  }

  decodeRanges(
    data: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    from: number,
    to: number,
    bad: (range: number, error: DataError) => void,
  ): Decoded {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const { next } = this.#state;
    let record = from;
    let row = 0;
    this.#rows.begin(data);
    while (record < to && row < BATCH_ROWS) {
      const limit = Math.min(to, record + BATCH_ROWS - row);
      record = this.#messages.scan(data, view, starts, ends, record, limit, row);
      row = next[0]!; // one element
      if (record === limit) continue;
      if (this.#messages.read(data, starts[record]!, ends[record]!, record, row, bad)) row++; // record < to
      record++;
    }
    this.#rows.finish(row);
    return { rows: row, records: record - from };
  }
}

export class ProtobufDecoders implements SchemaDecoders {
  readonly columns: readonly Column[];
  readonly recordOf: Int32Array;
  readonly rowsPerRecord = 1;
  readonly stopped = new Int32Array(1);
  readonly #rows: Rows;
  readonly #state: ScanState = { next: new Int32Array(1), id: new Int32Array(1) };

  constructor(fields: readonly DecodeField[], readonly unstructured = false) {
    this.#rows = new Rows(fields);
    this.columns = this.#rows.columns;
    this.recordOf = this.#rows.recordOf;
  }

  begin(data: Uint8Array): void {
    this.#rows.begin(data);
  }

  finish(rows: number): void {
    this.#rows.finish(rows);
  }

  decoderFor(writer: RegisteredSchema): PayloadDecoder {
    const rows = this.#rows;
    const state = this.#state;
    const make = (message: ProtoMessage, prefix: Uint8Array) =>
      this.unstructured ? new JsonMessages(message, rows, state) : new MessageDecoder(message, rows, state, prefix);
    return new SchemaMessages(writer.id, fileOf(writer), make, state, this.stopped);
  }
}

function fileOf(writer: RegisteredSchema): ProtoFile {
  if (writer.type !== "PROTOBUF") {
    const message = `Format configured is protobuf, but confluent schema repository returned a ${writer.type} schema`;
    throw new DataError(message, { code: "bad_record" });
  }
  try {
    return protoFileOf(writer);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(`Protobuf schema ${writer.id} cannot be read: ${reason}`, { code: "bad_record", cause: error });
  }
}

/** Message indexes of a message within messages: more than anybody nests. */
const MAX_INDEXES = 100;

/** Messages of one schema, which may be of all types that it defines. */
class SchemaMessages implements PayloadDecoder {
  /** By the bytes of their indexes, as text; a text says why there is no decoder. */
  readonly #decoders = new Map<string, Messages | string>();
  readonly #cursor = new WireCursor();
  #current: Messages | undefined;

  constructor(
    readonly schemaId: number,
    readonly file: ProtoFile,
    readonly make: (message: ProtoMessage, prefix: Uint8Array) => Messages,
    readonly state: ScanState,
    readonly stopped: Int32Array,
  ) {}

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
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const { next, id } = this.state;
    id[0] = view.getInt32(starts[from]! + 1, true); // from < to
    let record = from;
    while (record < to) {
      if (this.#current !== undefined) {
        record = this.#current.scan(data, view, starts, ends, record, to, row);
        row = next[0]!; // one element
        if (record === to) break;
      }
      const start = starts[record]!; // record < to, as below
      const end = ends[record]!;
      if (start < 0) {
        record++;
        continue;
      }
      if (end - start < HEADER_BYTES || data[start] !== 0 || view.getInt32(start + 1, true) !== id[0]) break;
      const decoder = this.#decoderAt(data, start + skip, end);
      if (typeof decoder === "string") {
        bad(record++, badRecord(undefined, decoder, data, start, end));
      } else if (decoder !== this.#current) {
        this.#current = decoder;
      } else {
        if (decoder.read(data, this.#cursor.position, end, record, row, bad)) row++;
        record++;
      }
    }
    this.stopped[0] = record;
    return row;
  }

  /** The decoder of the message whose indexes come first; the cursor is behind them then. */
  #decoderAt(data: Uint8Array, start: number, end: number): Messages | string {
    let indexes: readonly number[];
    try {
      indexes = readIndexes(this.#cursor.over(data, start, end));
    } catch (error) {
      if (error instanceof BadWire) return `the message's place in the schema cannot be read: ${error.reason}`;
      throw error;
    }
    const prefix = data.slice(start, this.#cursor.position);
    const key = prefix.join();
    let decoder = this.#decoders.get(key);
    if (decoder === undefined) {
      decoder = this.#make(indexes, prefix);
      // Any number of indexes of which none is right may come.
      if (this.#decoders.size < 1000) this.#decoders.set(key, decoder);
    }
    return decoder;
  }

  #make(indexes: readonly number[], prefix: Uint8Array): Messages | string {
    const message = messageAt(this.file, indexes);
    if (message === undefined) return `Protobuf schema ${this.schemaId} has no message at ${indexes.join(".")}`;
    try {
      return this.make(message, prefix);
    } catch (error) {
      if (error instanceof Unfit) return error.message;
      throw error;
    }
  }
}

/** A count and as many indexes, zigzag varints; a single 0 means the first message. */
function readIndexes(cursor: WireCursor): readonly number[] {
  const count = index(cursor);
  if (count === 0) return [0];
  if (count > MAX_INDEXES) throw new BadWire(`${count} indexes`);
  return Array.from({ length: count }, () => index(cursor));
}

function index(cursor: WireCursor): number {
  const value = cursor.int32();
  if (cursor.high !== 0 || (value & 1) !== 0) throw new BadWire("an index below 0");
  return value >>> 1;
}
