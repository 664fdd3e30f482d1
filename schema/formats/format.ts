/** The port between the engine and a format: bytes of messages to columns, and rows to bytes. */
import type { Batch } from "../batch.ts";
import type { ByteWriter } from "../byte_writer.ts";
import type { Column } from "../column.ts";
import type { DataError } from "../errors.ts";
import type { Field } from "../field.ts";
import type { OptionsOf, OptionSpecs } from "../options.ts";
import type { Records } from "../records.ts";
import type { RegisteredSchema, SchemaText, SchemaType } from "../registry/registry.ts";
import type { WriterSchemas } from "../registry/writer_schemas.ts";

/** A physical column and whether the query reads it: a column that is not needed may stay unfilled. */
export interface DecodeField extends Field {
  readonly needed: boolean;
  /** It is part of what identifies a row. */
  readonly key?: boolean;
}

/** What one call of {@link Decoder.decode} did. */
export interface Decoded {
  /** Rows written to {@link Decoder.columns}. */
  rows: number;
  /** Records worked on, counted from `from`; less than asked when the columns are full, or {@link wait} is there. */
  records: number;
  /** The next record needs a schema that is being fetched: to be awaited before the next call. */
  wait?: Promise<void> | undefined;
}

export interface Decoder {
  /** One per {@link DecodeField}, `BATCH_ROWS` long, the same objects for the decoder's whole life. */
  readonly columns: readonly Column[];
  /** Row → index of its record in the {@link Records}; filled by {@link decode}. */
  readonly recordOf: Int32Array;
  /** Row → its `Change`, filled by {@link decode}; absent: the format knows no changes. */
  readonly changes?: Uint8Array | undefined;
  /**
   * Decodes records `[from, to)` into the columns, from row 0 on. Tombstones and empty messages give no row, framing
   * or a change may give several; the two rows of an update are never split over calls. A record that cannot be decoded, or breaks NOT NULL, is handed to `bad` (which throws or
   * counts) and gives no row; the others of the batch are not touched. The `DataError` names column and reason
   * and quotes the first 200 bytes; its place is filled in by the engine.
   */
  decode(records: Records, from: number, to: number, bad: (record: number, error: DataError) => void): Decoded;
}

export interface RowEncoder {
  /** To be called with each batch before its rows. */
  bind(batch: Batch): void;
  /** False: the row has no message of its own, and {@link encode} is not called for it. Absent: every row has one. */
  speaks?(row: number): boolean;
  /** Appends the message of one row; `false`: the message is null (nothing was appended). */
  encode(row: number, out: ByteWriter): boolean;
}

export interface Format<S extends OptionSpecs = OptionSpecs> {
  readonly name: string;
  readonly doc: string;
  /** Options of the `WITH` clause that belong to this format, `json.…` and the like. */
  readonly options: S;
  /** Throws an `SqlError` when the columns do not fit the format (`field '…' has a type '…' that …`). */
  check(fields: readonly Field[], options: OptionsOf<S>, direction: "source" | "sink"): void;
  /** `schemas` are there when the messages carry schema ids ({@link FormatSchemas.wanted}). */
  decoder(
    fields: readonly DecodeField[],
    options: OptionsOf<S>,
    framing: Framing | undefined,
    schemas?: WriterSchemas,
  ): Decoder;
  /** Messages tell what happened to a row: sources give updating relations, sinks take them. */
  readonly changelog?: boolean;
  /**
   * `fields` are the sink's columns; field i is column i of the batch. `key` are those that identify a row, for formats
   * with a {@link changelog}; absent: the whole row. `schema` is there when messages carry schema ids: the one they are
   * written with; each message begins with its header. Throws an `SqlError` that names the column when they do not fit it.
   */
  encoder(
    fields: readonly Field[],
    options: OptionsOf<S>,
    key?: readonly number[],
    schema?: RegisteredSchema,
  ): RowEncoder;
  /** How the format deals with a schema registry; absent: it knows none. */
  readonly schemas?: FormatSchemas<S>;
}

/** What a format has to do with schemas that are kept in a registry. */
export interface FormatSchemas<S extends OptionSpecs = OptionSpecs> {
  readonly type: SchemaType;
  /** Whether messages carry schema ids, by the table's options. */
  wanted(options: OptionsOf<S>): boolean;
  /**
   * The columns of a table whose messages have this schema, and the options that must be kept with the table so that it
   * is read in the same way for ever (`avro.schema`). Throws an `SqlError` where the schema cannot be a table.
   */
  columns(schema: RegisteredSchema, options: OptionsOf<S>): {
    readonly fields: readonly Field[];
    readonly options: Readonly<Record<string, string>>;
  };
  /**
   * The schema for rows of these columns. `name` is the table's; `existing` the subject's latest schema, whose names,
   * documentation and field numbers are taken over. Names of fields are made fit for the format.
   */
  schemaOf(
    fields: readonly Field[],
    options: OptionsOf<S>,
    name: string,
    existing: RegisteredSchema | undefined,
    key?: readonly number[],
  ): SchemaText;
  /** True when rows of both are written alike and nobody would register the second where the first is. */
  same(a: SchemaText, b: SchemaText): boolean;
}

/** `framing = 'newline'`. */
export interface Framing {
  /** Longer lines are cut, in bytes. */
  readonly maxLength: number | undefined;
}
