/** Record keys that are one JSON value: `key.format = 'json'`, and `'json_schema'` with a schema in the registry. */
import type { Batch } from "../batch.ts";
import type { ByteWriter } from "../byte_writer.ts";
import { BATCH_ROWS, type Column, columnFor, setValue, valueAt } from "../column.ts";
import { DataError, InternalError, SqlError } from "../errors.ts";
import type { Field } from "../field.ts";
import type { Records } from "../records.ts";
import { schemaHeader } from "../registry/framing.ts";
import type { RegisteredSchema } from "../registry/registry.ts";
import { typeName } from "../types.ts";
import { badRecord } from "./bad_record.ts";
import type { Decoded, DecodeField, Decoder, RowEncoder } from "./format.ts";
import { BadSyntax, BadValue, JsonCursor } from "./json_cursor.ts";
import { valueReader } from "./json_readers.ts";
import { sameSchema, schemaOfValue } from "./json_schema/schema_of.ts";
import { PLAIN_STYLE, styledJson } from "./json_style.ts";
import type { KeyFormat } from "./key_format.ts";
import { type PayloadDecoder, RegistryDecoder, type SchemaDecoders } from "./registry_decoder.ts";

export const jsonKey: KeyFormat = {
  name: "json",
  check,
  decoder: (field) => new BareDecoder(new JsonValues(field)),
  encoder: (field, index) => new JsonKeyEncoder(field, index, undefined),
};

function check(field: Field): void {
  if (field.type.kind !== "null") return;
  throw new SqlError(`field '${field.name}' has a type '${typeName(field.type)}' that cannot be used as a key`, {
    code: "bad_type",
  });
}

/** Keys are small and read rarely: exact, by value. */
class JsonValues implements SchemaDecoders, PayloadDecoder {
  readonly columns: readonly [Column];
  readonly recordOf = new Int32Array(BATCH_ROWS);
  readonly rowsPerRecord = 1;
  readonly #field: DecodeField;
  readonly #cursor = new JsonCursor();
  readonly #read: ReturnType<typeof valueReader>;

  constructor(field: DecodeField) {
    this.#field = field;
    this.columns = [columnFor(field)];
    this.#read = valueReader(field.type, "raw");
  }

  begin(data: Uint8Array): void {
    this.#cursor.bytes = data;
    this.#cursor.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  finish(): void {}

  decoderFor(writer: RegisteredSchema): PayloadDecoder {
    if (writer.type === "JSON") return this;
    throw new DataError(`Format configured is json_schema, but schema ${writer.id} is a ${writer.type} schema`);
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
    for (let range = from; range < to; range++) {
      const start = starts[range]!; // range < to, as below
      const end = ends[range]!;
      if (start < 0) continue;
      try {
        this.#store(start + skip, end, row);
        this.recordOf[row++] = range;
      } catch (error) {
        if (!(error instanceof BadValue)) throw error;
        const column = error instanceof BadSyntax ? undefined : this.#field.name;
        bad(range, badRecord(column, error.message, data, start, end));
      }
    }
    return row;
  }

  #store(start: number, end: number, row: number): void {
    const cursor = this.#cursor;
    cursor.over(start, end);
    cursor.origin = start;
    const isNull = cursor.takeNull();
    const value = isNull ? null : this.#read(cursor, 0);
    cursor.finish();
    if (isNull && !this.#field.nullable) throw new BadValue("NULL, but the column is NOT NULL");
    setValue(this.columns[0], row, value);
  }
}

/** The values as they are, without a header. */
class BareDecoder implements Decoder {
  readonly columns: readonly Column[];
  readonly recordOf: Int32Array;
  readonly #values: SchemaDecoders & PayloadDecoder;

  constructor(values: SchemaDecoders & PayloadDecoder) {
    this.#values = values;
    this.columns = values.columns;
    this.recordOf = values.recordOf;
  }

  decode(records: Records, from: number, to: number, bad: (record: number, error: DataError) => void): Decoded {
    const { data, valueStart, valueEnd } = records;
    const limit = Math.min(to, from + BATCH_ROWS);
    this.#values.begin(data);
    const rows = this.#values.decode(data, valueStart, valueEnd, 0, from, limit, 0, bad);
    this.#values.finish(rows);
    return { rows, records: limit - from };
  }
}

/** Compact JSON of one column, behind the header of its schema where there is one. */
class JsonKeyEncoder implements RowEncoder {
  readonly #field: Field;
  readonly #index: number;
  readonly #header: Uint8Array | undefined;
  #batch: Batch | undefined;

  constructor(field: Field, index: number, schema: RegisteredSchema | undefined) {
    this.#field = field;
    this.#index = index;
    this.#header = schema && schemaHeader(schema.id);
  }

  bind(batch: Batch): void {
    this.#batch = batch;
  }

  encode(row: number, out: ByteWriter): boolean {
    const column = this.#batch?.columns[this.#index];
    if (column === undefined) return false;
    const value = valueAt(column, this.#field.type, row, this.#batch?.length ?? 0);
    if (value === null) return false;
    if (this.#header !== undefined) out.append(this.#header);
    out.appendText(styledJson(value, this.#field.type, PLAIN_STYLE));
    return true;
  }
}

/** Keys that carry the ids of JSON Schemas. */
export const jsonSchemaKey: KeyFormat = {
  name: "json_schema",
  check,
  decoder(field, schemas) {
    if (schemas === undefined) throw new InternalError("Keys by JSON Schema without their schemas");
    return new RegistryDecoder(new JsonValues(field), schemas, { type: "JSON", format: "json_schema" });
  },
  encoder: (field, index, schema) => new JsonKeyEncoder(field, index, schema),
  schemas: {
    type: "JSON",
    schemaOf: ({ type }, name, existing) => schemaOfValue(type, PLAIN_STYLE, `${name}_key`, existing),
    same: sameSchema,
  },
};
