/** Messages that are object container files (Avro 1.12 specification, "Object Container Files"): a schema, and blocks of records. */
import { BATCH_ROWS, type Column } from "../../column.ts";
import { ByteWriter } from "../../byte_writer.ts";
import { DataError } from "../../errors.ts";
import type { Records } from "../../records.ts";
import { badRecord } from "../bad_record.ts";
import type { Decoded, Decoder } from "../format.ts";
import { BadValue } from "../json_cursor.ts";
import type { PayloadDecoder } from "../registry_decoder.ts";
import { unpackBlock } from "./codecs.ts";
import { AvroCursor } from "./cursor.ts";
import { type AvroSchemaDecoders, openCursor, reasonOf } from "./decode.ts";
import { parseAvroSchema } from "./schema_parse.ts";
import { type Skip, Skips } from "./skip.ts";

const MAGIC = [0x4f, 0x62, 0x6a, 0x01]; // "Obj", version 1
const SYNC_BYTES = 16;

/** Schemas kept; a topic has a few, and every message brings its own text. */
const MOST_SCHEMAS = 256;

/** A batch ends early when its datums are that long: they are copied into one buffer. */
const MOST_BYTES = 1 << 24;

/** What is made of one schema text. */
interface Writer {
  readonly decoder: PayloadDecoder;
  readonly skip: Skip;
}

/** A file that is being read, between two datums. */
interface OpenFile {
  readonly records: Records;
  readonly record: number;
  readonly writer: Writer;
  readonly codec: string;
  /** Where its sync marker stands in the records' data. */
  readonly sync: number;
  /** Where the next block begins in the records' data. */
  next: number;
  /** The open block, unpacked: datums left, and where the next one is. */
  block: Uint8Array;
  left: number;
  position: number;
}

/** Datums `[from, to)` that one decoder takes. */
interface Segment {
  readonly decoder: PayloadDecoder;
  readonly from: number;
  to: number;
}

/**
 * A message with more datums than a batch has rows takes several calls: until its last datum is decoded it does not count
 * in {@link Decoded.records}, and the next call begins with the same record and goes on where this one ended.
 */
export class ContainerDecoder implements Decoder {
  readonly columns: readonly Column[];
  readonly recordOf = new Int32Array(BATCH_ROWS);
  readonly #cursor = new AvroCursor();
  readonly #writers = new Map<string, Writer | DataError>();
  /** All datums of a batch, so that text columns have one buffer. */
  readonly #datums = new ByteWriter(0);
  readonly #starts = new Int32Array(BATCH_ROWS);
  readonly #ends = new Int32Array(BATCH_ROWS);
  readonly #records = new Int32Array(BATCH_ROWS);
  #count = 0;
  #segments: Segment[] = [];
  #open: OpenFile | undefined;

  constructor(readonly decoders: AvroSchemaDecoders) {
    this.columns = decoders.columns;
  }

  decode(records: Records, from: number, to: number, bad: (record: number, error: DataError) => void): Decoded {
    let finished = 0;
    let rows = 0;
    do {
      finished = this.#gather(records, from, to, bad);
      rows = this.#decode(from, bad);
    } while (rows === 0 && finished === 0 && from < to);
    const { recordOf } = this.decoders;
    for (let row = 0; row < rows; row++) this.recordOf[row] = this.#records[recordOf[row]!]!; // a row has a datum
    return { rows, records: finished };
  }

  #decode(from: number, bad: (record: number, error: DataError) => void): number {
    this.#datums.ensure(8);
    const { bytes } = this.#datums;
    this.decoders.begin(bytes);
    let row = 0;
    for (const { decoder, from: first, to } of this.#segments) {
      // A skip of 0 would take a datum without bytes for an empty message.
      row = decoder.decode(bytes, this.#starts, this.#ends, 1, first, to, row, (datum, error) => {
        bad(this.#records[datum] ?? from, error);
      });
    }
    this.decoders.finish(row);
    return row;
  }

  /** Brings the next datums together; the number of records whose last datum is among them. */
  #gather(records: Records, from: number, to: number, bad: (record: number, error: DataError) => void): number {
    this.#count = 0;
    this.#segments = [];
    this.#datums.clear();
    this.#datums.appendByte(0);
    const open = this.#open;
    this.#open = undefined;
    let file = open?.records === records && open.record === from ? open : undefined;
    for (let record = from; record < to; record++) {
      const start = records.valueStart[record]!; // record < count, as below
      const end = records.valueEnd[record]!;
      if (start < 0 || end <= start) continue;
      try {
        file ??= this.#openFile(records, record, start, end);
        if (!this.#take(file, end)) {
          this.#open = file;
          return record - from;
        }
      } catch (error) {
        const reason = error instanceof DataError ? error.message : reasonOf(error);
        bad(record, badRecord(undefined, reason, records.data, start, end));
      }
      file = undefined;
    }
    return to - from;
  }

  #openFile(records: Records, record: number, start: number, end: number): OpenFile {
    const cursor = this.#cursor;
    openCursor(cursor, records.data);
    cursor.over(start, end);
    if (!MAGIC.every((byte) => cursor.position < end && cursor.byte() === byte)) {
      throw new BadValue("it does not begin as an Avro object container file does, with the bytes 'Obj' and 1");
    }
    let schema: string | undefined;
    let codec = "null";
    cursor.blocks(() => {
      const key = textOf(cursor);
      const value = textOf(cursor);
      if (key === "avro.schema") schema = value;
      if (key === "avro.codec") codec = value;
    });
    if (schema === undefined) throw new BadValue("its header has no avro.schema");
    const sync = cursor.take(SYNC_BYTES);
    const writer = this.#writerOf(schema);
    return { records, record, writer, codec, sync, next: cursor.position, block: NO_BYTES, left: 0, position: 0 };
  }

  #writerOf(schema: string): Writer {
    let writer = this.#writers.get(schema);
    if (writer === undefined) {
      try {
        const type = parseAvroSchema(schema);
        writer = { decoder: this.decoders.decoderForType(type), skip: new Skips().of(type) };
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        writer = error;
      }
      if (this.#writers.size >= MOST_SCHEMAS) this.#writers.clear();
      this.#writers.set(schema, writer);
    }
    if (writer instanceof DataError) throw writer;
    return writer;
  }

  /** Takes datums as long as there is room; false: some are left. */
  #take(file: OpenFile, end: number): boolean {
    for (;;) {
      if (file.left === 0 && !this.#openBlock(file, end)) return true;
      if (!this.#takeBlock(file)) return false;
    }
  }

  /** False: the file ends here. */
  #openBlock(file: OpenFile, end: number): boolean {
    if (file.block.length !== file.position) throw new BadValue("a block has bytes left behind its last record");
    const { data } = file.records;
    const cursor = this.#cursor;
    openCursor(cursor, data);
    cursor.over(file.next, end);
    if (file.next === end) return false;
    const count = cursor.long();
    const size = cursor.length();
    const start = cursor.take(size);
    const sync = cursor.take(SYNC_BYTES);
    for (let i = 0; i < SYNC_BYTES; i++) {
      if (data[sync + i] !== data[file.sync + i]) {
        throw new BadValue("a block does not end with the file's sync marker");
      }
    }
    file.next = cursor.position;
    file.block = unpackBlock(file.codec, data.subarray(start, start + size));
    file.position = 0;
    // A datum without bytes is possible, but not a thousand times more of them than anybody writes.
    if (count < 0n || count > BigInt(file.block.length + MOST_EMPTY)) throw new BadValue(`a block of ${count} records`);
    file.left = Number(count);
    return true;
  }

  /** Takes datums of the open block as long as there is room; false: some are left. */
  #takeBlock(file: OpenFile): boolean {
    const { writer, records: { data }, record, block } = file;
    const cursor = this.#cursor;
    openCursor(cursor, block);
    const first = this.#count;
    const begin = this.#datums.position;
    const from = file.position;
    try {
      while (file.left > 0 && this.#count < BATCH_ROWS && begin + file.position - from < MOST_BYTES) {
        cursor.over(file.position, block.length);
        writer.skip(cursor);
        // One less, see #decode; the first byte of all is there for it.
        this.#starts[this.#count] = begin + file.position - from - 1;
        file.position = cursor.position;
        this.#ends[this.#count] = begin + file.position - from;
        this.#records[this.#count++] = record;
        file.left--;
      }
    } finally {
      this.#datums.append(block, from, file.position);
      const last = this.#segments.at(-1);
      if (last?.decoder === writer.decoder) last.to = this.#count;
      else if (this.#count > first) this.#segments.push({ decoder: writer.decoder, from: first, to: this.#count });
      openCursor(cursor, data);
    }
    return file.left === 0;
  }
}

const NO_BYTES = new Uint8Array(0);
const MOST_EMPTY = 1 << 20;

function textOf(cursor: AvroCursor): string {
  const length = cursor.length();
  const start = cursor.take(length);
  return new TextDecoder().decode(cursor.bytes.subarray(start, start + length));
}
