/** Records of a source to the batches that a scan gives. */
import type { Records } from "../schema/records.ts";
import type { Batch } from "../schema/batch.ts";
import { BytesColumn, type Column, columnFor, Int32Column, Int64Column } from "../schema/column.ts";
import { DataError, InternalError, type RecordPlace } from "../schema/errors.ts";
import type { Field } from "../schema/field.ts";
import type { Decoder } from "../schema/formats/format.ts";
import { KeyedDecoder } from "../schema/formats/keyed_decoder.ts";
import { schemaIdAt } from "../schema/registry/framing.ts";
import type { ScanColumn } from "../sql/plan.ts";
import { headersJson } from "./record_headers.ts";

/** Fills the column of a metadata key for `rows` rows; row i came from record `recordOf[i]`. */
type Fill = (records: Records, recordOf: Int32Array, rows: number) => void;

/** The batch of one scan: decoded columns beside metadata of their records. One object, refilled. */
export class SourceBatch implements Batch {
  length = 0;
  partition = 0;
  readonly columns: readonly Column[];
  readonly changes: Uint8Array | undefined;
  readonly #decoder: Decoder;
  readonly #fills: readonly Fill[];
  #records: Records | undefined;

  constructor(decoder: Decoder, scan: readonly ScanColumn[], fields: readonly Field[]) {
    this.#decoder = decoder;
    this.changes = decoder.changes;
    const fills: Fill[] = [];
    this.columns = scan.map((source, i) => {
      const field = fields[i]!; // one per scan column
      if (source.kind === "physical") return decoder.columns[source.index]!; // one per physical column
      if (source.kind === "metadata" && source.key === "key" && decoder instanceof KeyedDecoder) {
        return decoder.keyColumn;
      }
      const column = columnFor(field);
      fills.push(source.kind === "recordTime" ? fillOf("timestamp", column) : fillOf(source.key, column));
      return column;
    });
    this.#fills = fills;
  }

  /** To be called when the decoder has filled its columns. */
  refill(records: Records, rows: number): void {
    this.length = rows;
    this.partition = records.partition;
    this.#records = records;
    for (const fill of this.#fills) fill(records, this.#decoder.recordOf, rows);
  }

  readonly origin = (row: number): RecordPlace | undefined => {
    const records = this.#records;
    const record = this.#decoder.recordOf[row];
    return records === undefined || record === undefined ? undefined : placeOf(records, record);
  };
}

export function placeOf(records: Records, record: number): RecordPlace {
  return { topic: records.topic, partition: records.partition, offset: records.offset[record] ?? -1 };
}

function fillOf(key: string, column: Column): Fill {
  const filler = FILLS[key]?.(column);
  if (filler === undefined) {
    throw new InternalError(`Metadata '${key}' cannot be put into a column of kind ${column.kind}`);
  }
  return filler;
}

const FILLS: Readonly<Record<string, (column: Column) => Fill | undefined>> = {
  offset_id: (column) =>
    column.kind === "int64" ? (records, of, rows) => fillNumbers(column, records.offset, of, rows) : undefined,
  timestamp: (column) =>
    column.kind === "int64" ? (records, of, rows) => fillNumbers(column, records.timestamp, of, rows) : undefined,
  partition: (column) => column.kind === "int32" ? fillPartition(column) : undefined,
  topic: (column) => column.kind === "bytes" ? fillTopic(column) : undefined,
  key: (column) => column.kind === "bytes" ? fillKey(column) : undefined,
  headers: (column) => column.kind === "bytes" ? fillHeaders(column) : undefined,
  schema_id: (column) => column.kind === "int32" ? fillSchemaId(column) : undefined,
};

function fillNumbers(column: Int64Column, numbers: Float64Array, recordOf: Int32Array, rows: number): void {
  const { halves } = column;
  for (let row = 0; row < rows; row++) {
    const value = numbers[recordOf[row]!]!; // rows were decoded from these records
    const high = Math.floor(value / 4294967296);
    halves[2 * row] = value - high * 4294967296;
    halves[2 * row + 1] = high;
  }
  column.valid?.fill(1, 0, rows);
}

function fillPartition(column: Int32Column): Fill {
  return (records, _, rows) => {
    column.values.fill(records.partition, 0, rows);
    column.valid?.fill(1, 0, rows);
  };
}

/** Rows come from messages whose header was good. */
function fillSchemaId(column: Int32Column): Fill {
  return ({ data, valueStart, valueEnd }, recordOf, rows) => {
    for (let row = 0; row < rows; row++) {
      const record = recordOf[row]!; // row < rows
      column.values[row] = Number(schemaIdAt(data, valueStart[record]!, valueEnd[record]!));
    }
    column.valid?.fill(1, 0, rows);
  };
}

function fillTopic(column: BytesColumn): Fill {
  return (records, _, rows) => {
    column.arena.clear();
    column.arena.appendText(records.topic);
    column.starts.fill(0, 0, rows);
    column.ends.fill(column.arena.position, 0, rows);
    column.valid?.fill(1, 0, rows);
    column.refill(column.arena.bytes, false);
  };
}

function fillKey(column: BytesColumn): Fill {
  return (records, recordOf, rows) => {
    const { keyStart, keyEnd } = records;
    if (keyStart === undefined || keyEnd === undefined) throw new InternalError("Record keys were not asked for");
    for (let row = 0; row < rows; row++) {
      const start = keyStart[recordOf[row]!]!; // rows were decoded from these records
      if (start < 0 && column.valid === undefined) throw noKey(records, recordOf[row]!);
      column.starts[row] = start < 0 ? 0 : start;
      column.ends[row] = start < 0 ? 0 : keyEnd[recordOf[row]!]!;
      if (column.valid !== undefined) column.valid[row] = start < 0 ? 0 : 1;
    }
    column.refill(records.data, false);
  };
}

function noKey(records: Records, record: number): DataError {
  const place = placeOf(records, record);
  const where = `topic ${place.topic}, partition ${place.partition}, offset ${place.offset}`;
  return new DataError(`A record has no key, and the column of its key is NOT NULL (${where})`, {
    code: "bad_record",
    place,
    hint: "Declare the column without NOT NULL.",
  });
}

function fillHeaders(column: BytesColumn): Fill {
  return (records, recordOf, rows) => {
    column.arena.clear();
    for (let row = 0; row < rows; row++) {
      column.starts[row] = column.arena.position;
      column.arena.appendText(headersJson(records, recordOf[row]!)); // row < rows
      column.ends[row] = column.arena.position;
    }
    column.valid?.fill(1, 0, rows);
    column.refill(column.arena.bytes, false);
  };
}
