/** `avro.into_unstructured_json`: each record, whatever its schema, as one JSON column. */
import { BATCH_ROWS, type BytesColumn, type Column, columnFor } from "../../column.ts";
import { type DataError, InternalError } from "../../errors.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import { badRecord } from "../bad_record.ts";
import type { DecodeField } from "../format.ts";
import type { PayloadDecoder } from "../registry_decoder.ts";
import { AvroCursor } from "./cursor.ts";
import { type AvroSchemaDecoders, openCursor, reasonOf } from "./decode.ts";
import { JsonWriters, type WriteJson } from "./json_values.ts";
import { type Plan, resolve } from "./resolve.ts";
import type { AvroType } from "./schema.ts";
import { parseRegisteredSchema } from "./schema_parse.ts";
import { Skips } from "./skip.ts";

export class UnstructuredAvroDecoders implements AvroSchemaDecoders {
  readonly columns: readonly Column[];
  readonly recordOf = new Int32Array(BATCH_ROWS);
  readonly rowsPerRecord = 1;
  readonly #column: BytesColumn;
  readonly #cursor = new AvroCursor();

  constructor(fields: readonly DecodeField[]) {
    this.columns = fields.map((field) => columnFor(field));
    const [column] = this.columns;
    if (column?.kind !== "bytes") throw new InternalError("avro.into_unstructured_json without its JSON column");
    this.#column = column;
  }

  begin(data: Uint8Array): void {
    openCursor(this.#cursor, data);
    this.#column.arena.clear();
  }

  finish(_rows: number): void {
    this.#column.refill(this.#column.arena.bytes, false);
  }

  decoderFor(writer: RegisteredSchema): PayloadDecoder {
    return this.decoderForType(parseRegisteredSchema(writer));
  }

  decoderForType(writer: AvroType): PayloadDecoder {
    const plan: Plan = resolve(writer, writer);
    return new DocumentDecoder(new JsonWriters(new Skips()).of(plan), this.#cursor, this.#column, this.recordOf);
  }
}

class DocumentDecoder implements PayloadDecoder {
  constructor(
    readonly write: WriteJson,
    readonly cursor: AvroCursor,
    readonly column: BytesColumn,
    readonly recordOf: Int32Array,
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
    for (let record = from; record < to; record++) {
      const start = starts[record]!; // record < to, as below
      const end = ends[record]!;
      if (start < 0 || (skip === 0 && end <= start)) continue;
      try {
        this.#store(start + skip, end, row);
        this.recordOf[row++] = record;
      } catch (error) {
        bad(record, badRecord(undefined, reasonOf(error), data, start + skip, end));
      }
    }
    return row;
  }

  #store(start: number, end: number, row: number): void {
    const { cursor, column } = this;
    cursor.over(start, end);
    const begin = column.arena.position;
    this.write(cursor, column.arena);
    cursor.finish();
    column.starts[row] = begin;
    column.ends[row] = column.arena.position;
    if (column.valid !== undefined) column.valid[row] = 1;
  }
}
