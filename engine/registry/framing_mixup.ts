/** Messages of a schema registry that are read without it, and the reverse. */
import { DataError } from "../../schema/errors.ts";
import type { Records } from "../../schema/records.ts";
import { HEADER_BYTES, schemaIdAt } from "../../schema/registry/framing.ts";
import type { ResolvedTable } from "../tables.ts";

/** What is said of framing in the errors of a table's records. */
export type ReadAs = Pick<ResolvedTable, "format" | "registered">;

/** The error of a bad record; where it is one because the table is read in the wrong way, with that and the cure. */
export function withFraming(error: DataError, records: Records, record: number, table: ReadAs): DataError {
  const { data, valueStart, valueEnd } = records;
  const start = valueStart[record] ?? -1;
  const end = valueEnd[record] ?? -1;
  if (start < 0 || end <= start) return error;
  if (table.registered) {
    if (data[start] === 0) return error;
    return told(error, "", withoutRegistry(table));
  }
  const id = schemaIdAt(data, start, end);
  if (typeof id === "string" || end - start === HEADER_BYTES || id === 0) return error;
  const found = `; the message begins with the byte 0 of a schema registry and the schema id ${id}, ` +
    "but the table is read without one";
  return told(error, found, withRegistry(table));
}

function told(error: DataError, more: string, hint: string): DataError {
  const { hint: _, message: __, ...details } = error.diagnostic;
  return new DataError(error.message + more, { ...details, place: error.place, hint, cause: error.cause });
}

function withRegistry({ format }: ReadAs): string {
  const own = `${format?.name}.confluent_schema_registry`;
  if (format?.name === "avro" || format?.name === "protobuf") return `Set '${own}' = 'true'.`;
  const other =
    "if Avro or Protobuf was written, use format = 'avro' with 'avro.confluent_schema_registry' = 'true', or " +
    "'protobuf' with its own";
  return Object.hasOwn(format?.options ?? {}, own) ? `Set '${own}' = 'true'; ${other}.` : `I${other.slice(1)}.`;
}

function withoutRegistry({ format }: ReadAs): string {
  return `If no serializer of a schema registry wrote it, leave ${format?.name}.confluent_schema_registry out.`;
}
