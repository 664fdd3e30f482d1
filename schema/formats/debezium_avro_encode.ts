/** Changes to Debezium's Avro messages: a record of before, after and op (`sql.md` §7.3, §10). */
import type { Batch } from "../batch.ts";
import { ByteWriter } from "../byte_writer.ts";
import type { Field } from "../field.ts";
import { schemaHeader } from "../registry/framing.ts";
import type { SchemaText } from "../registry/registry.ts";
import { structType, TEXT } from "../types.ts";
import { recordEncoder, topRecord } from "./avro/encode.ts";
import { noNull, takenBy, valueWriter } from "./avro/encode_value.ts";
import { avroName } from "./avro/avro_names.ts";
import { recordParts } from "./avro/record_parts.ts";
import type { AvroType } from "./avro/schema.ts";
import { avroSchemaOf, type Existing } from "./avro/schema_of.ts";
import { ChangeMessages } from "./change_messages.ts";
import type { RowEncoder } from "./format.ts";

/**
 * The schema of the envelope: what is taken over from an `existing` one is told at {@link avroSchemaOf}, to which before and
 * after are structs. A new one has the names that Debezium gives, `Envelope` and `Value` in the namespace of the table.
 */
export function debeziumAvroSchemaOf(
  fields: readonly Field[],
  name: string,
  existing: Existing | undefined,
): SchemaText {
  return avroSchemaOf(envelopeFields(fields), name, existing ?? newEnvelope(avroName(name)));
}

function envelopeFields(fields: readonly Field[]): Field[] {
  const row = structType(fields.filter((field) => field.hidden !== true));
  return [
    { name: "before", type: row, nullable: true },
    { name: "after", type: row, nullable: true },
    { name: "op", type: TEXT, nullable: false },
  ];
}

/** An envelope of rows without columns. */
function newEnvelope(namespace: string): Existing {
  const value = { type: "record", name: "Value", fields: [] };
  const text = JSON.stringify({
    type: "record",
    name: "Envelope",
    namespace,
    fields: [
      { name: "before", type: ["null", value], default: null },
      { name: "after", type: ["null", "Value"], default: null },
      { name: "op", type: "string" },
    ],
  });
  return { text, references: [], dependencies: [] };
}

type Op = "c" | "u" | "d";

/** Writes one field of the envelope; a row of -1 is none. */
type FieldWriter = (before: number, after: number, op: Op, out: ByteWriter) => void;

/** Which changes become messages is as in Debezium's JSON. */
export class DebeziumAvroEncoder implements RowEncoder {
  readonly #messages: ChangeMessages;
  readonly #header: Uint8Array;
  readonly #rows: RowEncoder[] = [];
  readonly #writers: readonly FieldWriter[];

  /**
   * `schema` is that of the envelope, `id` its number in a registry, `key` identifies rows; undefined: the whole row does.
   * Throws an `SqlError` that names the column when they do not fit the schema.
   */
  constructor(
    fields: readonly Field[],
    schema: AvroType,
    id: number | undefined,
    key: readonly number[] | undefined,
  ) {
    this.#messages = new ChangeMessages(fields, key);
    this.#header = id === undefined ? new Uint8Array(0) : schemaHeader(id);
    const envelope = envelopeFields(fields);
    this.#writers = recordParts(envelope, topRecord(schema)).map((part): FieldWriter => {
      if (part.kind === "default") return (_before, _after, _op, out) => out.append(part.bytes);
      const { index, field: { type } } = part;
      if (index === 2) return opWriter(type);
      const write = this.#rowWriter(envelope[index]!, fields, type); // the index of a field
      return index === 0
        ? (before, _after, _op, out) => write(before, out)
        : (_before, after, _op, out) => write(after, out);
    });
  }

  bind(batch: Batch): void {
    this.#messages.bind(batch);
    for (const rows of this.#rows) rows.bind(batch);
  }

  speaks(row: number): boolean {
    return this.#messages.speaks(row);
  }

  encode(row: number, out: ByteWriter): boolean {
    const isRemoval = this.#messages.isRemoval(row);
    const before = isRemoval ? row : this.#messages.before(row);
    const after = isRemoval ? -1 : row;
    const op = isRemoval ? "d" : before < 0 ? "c" : "u";
    out.append(this.#header);
    for (const write of this.#writers) write(before, after, op, out);
    return true;
  }

  #rowWriter(
    { name, type }: Field,
    fields: readonly Field[],
    schema: AvroType,
  ): (row: number, out: ByteWriter) => void {
    const target = takenBy(name, type, schema);
    const rows = recordEncoder(fields, target.type);
    this.#rows.push(rows);
    return (row, out) => {
      if (row < 0) out.append(target.forNull ?? noNull(name));
      else {
        out.append(target.opening);
        rows.encode(row, out);
      }
    };
  }
}

function opWriter(schema: AvroType): FieldWriter {
  const write = valueWriter("op", TEXT, schema);
  const bytesOf = (op: Op) => {
    const out = new ByteWriter(8);
    write(op, out);
    return out.written().slice();
  };
  const bytes = { c: bytesOf("c"), u: bytesOf("u"), d: bytesOf("d") };
  return (_before, _after, op, out) => out.append(bytes[op]);
}
