/** Messages that carry schema ids, each decoded by what its schema says. */
import { BATCH_ROWS, type Column } from "../column.ts";
import { DataError } from "../errors.ts";
import type { Records } from "../records.ts";
import { HEADER_BYTES, schemaIdAt } from "../registry/framing.ts";
import type { RegisteredSchema, SchemaType } from "../registry/registry.ts";
import type { WriterSchemas } from "../registry/writer_schemas.ts";
import { badRecord } from "./bad_record.ts";
import type { Decoded, Decoder } from "./format.ts";

/** Decodes payloads of one writer schema into the columns of {@link SchemaDecoders}. */
export interface PayloadDecoder {
  /**
   * Decodes `data[starts[i] + skip, ends[i])` for i in `[from, to)` into rows from `row` on, and sets `recordOf[row]` to i (and
   * `changes[row]`); the number of the row behind the last one. Ranges that begin below 0 give no row. There is room:
   * `to - from` times {@link SchemaDecoders.rowsPerRecord} rows. What cannot be decoded goes to `bad`.
   */
  decode(
    data: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    skip: number,
    from: number,
    to: number,
    row: number,
    bad: (range: number, error: DataError) => void,
  ): number;
}

/** What a format has for one table: its columns, and a decoder for each writer schema. */
export interface SchemaDecoders {
  readonly columns: readonly Column[];
  readonly recordOf: Int32Array;
  readonly changes?: Uint8Array | undefined;
  /**
   * Where it is there, its decoders find the ends of runs themselves, which saves looking at each header once more: they are
   * given all that is left, stop before the first range whose header is not that of the range `from`, and leave its
   * index in the only element.
   */
  readonly stopped?: Int32Array;
  /** What must come before anything is decoded, such as a package that few tables need; undefined: nothing (any more). */
  readonly loading?: Promise<void> | undefined;
  /** 1, or 2 where an update gives two rows. */
  readonly rowsPerRecord: 1 | 2;
  /**
   * To be called before the first row of a batch: text columns forget the bytes of the one before. `data` is that of the
   * records.
   */
  begin(data: Uint8Array): void;
  /** To be called behind the last row of a batch: columns get their bytes. */
  finish(rows: number): void;
  /** Throws a `DataError` when the writer's schema cannot be read into the columns: names the field and both types. */
  decoderFor(writer: RegisteredSchema): PayloadDecoder;
}

/** The kind of schemas that messages should have, and what asks for it. */
export interface ExpectedSchemas {
  readonly type: SchemaType;
  /** As the user wrote it. */
  readonly format: string;
}

/** Decodes runs of records with the same schema id at once. */
export class RegistryDecoder implements Decoder {
  readonly columns: readonly Column[];
  readonly recordOf: Int32Array;
  readonly changes: Uint8Array | undefined;
  readonly #decoders: SchemaDecoders;
  readonly #schemas: WriterSchemas;
  readonly #expected: ExpectedSchemas | undefined;
  readonly #byId = new Map<number, PayloadDecoder | DataError>();

  /** Without `expected` the decoders judge the types of schemas themselves. */
  constructor(decoders: SchemaDecoders, schemas: WriterSchemas, expected?: ExpectedSchemas) {
    this.#decoders = decoders;
    this.#schemas = schemas;
    this.#expected = expected;
    this.columns = decoders.columns;
    this.recordOf = decoders.recordOf;
    this.changes = decoders.changes;
  }

  decode(records: Records, from: number, to: number, bad: (record: number, error: DataError) => void): Decoded {
    const { data, valueStart, valueEnd } = records;
    const { loading } = this.#decoders;
    if (loading !== undefined) return { rows: 0, records: 0, wait: loading };
    const limit = Math.min(to, from + BATCH_ROWS / this.#decoders.rowsPerRecord);
    let wait: Promise<void> | undefined;
    let row = 0;
    let record = from;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.#decoders.begin(data);
    while (record < limit) {
      const start = valueStart[record]!; // record < limit ≤ count, as below
      const end = valueEnd[record]!;
      if (start < 0) {
        record++;
        continue;
      }
      const id = schemaIdAt(data, start, end);
      if (typeof id === "string") {
        bad(record++, badRecord(undefined, id, data, start, end));
        continue;
      }
      const decoder = this.#decoderOf(id);
      if (decoder === undefined) {
        wait = this.#schemas.fetch(id);
        break;
      }
      if (decoder instanceof DataError) {
        const { diagnostic } = badRecord(undefined, decoder.message, data, start, end);
        bad(record++, new DataError(diagnostic.message, { ...diagnostic, hint: decoder.diagnostic.hint }));
        continue;
      }
      const { stopped } = this.#decoders;
      const next = stopped === undefined ? runEnd(view, valueStart, valueEnd, record, limit) : limit;
      row = decoder.decode(data, valueStart, valueEnd, HEADER_BYTES, record, next, row, bad);
      record = stopped?.[0] ?? next;
    }
    this.#decoders.finish(row);
    return { rows: row, records: record - from, wait };
  }

  #decoderOf(id: number): PayloadDecoder | DataError | undefined {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const schema = this.#schemas.get(id);
    if (schema === undefined || schema instanceof DataError) return schema; // unknown ids may be any number
    const decoder = this.#make(schema);
    this.#byId.set(id, decoder);
    return decoder;
  }

  #make(schema: RegisteredSchema): PayloadDecoder | DataError {
    const expected = this.#expected;
    if (expected !== undefined && schema.type !== expected.type) return otherType(schema, expected.format);
    try {
      return this.#decoders.decoderFor(schema);
    } catch (error) {
      if (error instanceof DataError) return error;
      throw error;
    }
  }
}

function otherType({ type }: RegisteredSchema, format: string): DataError {
  const right = { AVRO: "avro", JSON: "json", PROTOBUF: "protobuf" }[type];
  return new DataError(`Format configured is ${format}, but confluent schema repository returned a ${type} schema`, {
    code: "bad_record",
    hint:
      `If the topic holds nothing else, use format = '${right}' with '${right}.confluent_schema_registry' = 'true'; ` +
      "if it does, bad_data = 'drop' or 'dead_letter' goes on without these records.",
  });
}

/**
 * The first range behind `from` that does not begin with the same 5 bytes, of which the first is 0; at most `to`. `view` is
 * of the bytes that the ranges are of.
 */
export function runEnd(view: DataView, starts: Int32Array, ends: Int32Array, from: number, to: number): number {
  const id = view.getInt32(starts[from]! + 1, true); // from < to ≤ count, as below
  let next = from + 1;
  for (; next < to; next++) {
    const start = starts[next]!;
    // Bytes behind a message that is too short are another's, and can be read.
    if (start < 0 || ends[next]! - start < HEADER_BYTES) break;
    if (view.getInt32(start + 1, true) !== id || view.getUint8(start) !== 0) break;
  }
  return next;
}
