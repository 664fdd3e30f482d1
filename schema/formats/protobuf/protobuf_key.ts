/** `key.format = 'protobuf'`: record keys that are one message, with the id of its schema. The column is a STRUCT of its fields. */
import type { Batch } from "../../batch.ts";
import type { ByteWriter } from "../../byte_writer.ts";
import { AnyColumn, type Column, columnFor, setValue, valueAt } from "../../column.ts";
import { InternalError, SqlError } from "../../errors.ts";
import type { Field } from "../../field.ts";
import { readOptions } from "../../options.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import { type StructField, typeName, type Value } from "../../types.ts";
import type { DecodeField, RowEncoder } from "../format.ts";
import type { KeyFormat } from "../key_format.ts";
import { RegistryDecoder, type SchemaDecoders } from "../registry_decoder.ts";
import { ProtobufDecoders } from "./decoder.ts";
import { protobuf } from "./protobuf.ts";
import { sameSchema, schemaOfColumns } from "./schema_of.ts";

export const protobufKey: KeyFormat = {
  name: "protobuf",
  check: (field) => void membersOf(field),
  decoder(field, schemas) {
    if (schemas === undefined) throw new InternalError("Keys in Protobuf without their schemas");
    return new RegistryDecoder(new MessageKeys(field), schemas, { type: "PROTOBUF", format: "protobuf" });
  },
  encoder(field, index, schema) {
    if (schema === undefined) throw new InternalError("Keys in Protobuf without their schema");
    return new MessageKeyEncoder(field, index, schema);
  },
  schemas: {
    type: "PROTOBUF",
    schemaOf: (field, name, existing) => schemaOfColumns(membersOf(field), `${name}_key`, existing, undefined),
    same: sameSchema,
  },
};

function membersOf({ name, type }: Field): readonly StructField[] {
  if (type.kind === "struct") return type.fields;
  throw new SqlError(`field '${name}' has a type '${typeName(type)}' that cannot be used as a key in Protobuf`, {
    code: "bad_type",
    hint: "A Protobuf key is a message: use a STRUCT with its fields.",
  });
}

/** Fields are decoded as columns, and put together when a batch is whole: keys are small and read rarely. */
class MessageKeys implements SchemaDecoders {
  readonly columns: readonly [AnyColumn];
  readonly recordOf: Int32Array;
  readonly rowsPerRecord = 1;
  readonly #members: readonly StructField[];
  readonly #fields: ProtobufDecoders;

  constructor(field: DecodeField) {
    this.#members = membersOf(field);
    this.#fields = new ProtobufDecoders(this.#members.map((member) => ({ ...member, needed: true })), false);
    this.columns = [columnFor(field) as AnyColumn]; // a STRUCT lies in one
    this.recordOf = this.#fields.recordOf;
  }

  begin(data: Uint8Array): void {
    this.#fields.begin(data);
  }

  finish(rows: number): void {
    this.#fields.finish(rows);
    const [column] = this.columns;
    for (let row = 0; row < rows; row++) {
      column.values[row] = this.#members.map(({ type }, i) => valueAt(this.#fields.columns[i]!, type, row, rows)); // one per member
    }
    column.valid?.fill(1, 0, rows);
  }

  decoderFor(writer: RegisteredSchema): ReturnType<SchemaDecoders["decoderFor"]> {
    return this.#fields.decoderFor(writer);
  }
}

class MessageKeyEncoder implements RowEncoder {
  readonly #index: number;
  readonly #members: readonly StructField[];
  readonly #columns: readonly Column[];
  readonly #message: RowEncoder;
  #keys: Column | undefined;

  constructor(field: Field, index: number, schema: RegisteredSchema) {
    this.#index = index;
    this.#members = membersOf(field);
    this.#columns = this.#members.map((member) => columnFor(member));
    const options = readOptions(protobuf.options, new Map(), new Set());
    this.#message = protobuf.encoder(this.#members, options, undefined, schema);
  }

  bind(batch: Batch): void {
    this.#keys = batch.columns[this.#index];
    for (let row = 0; row < batch.length; row++) this.#spread(row);
    this.#message.bind({ length: batch.length, columns: this.#columns });
  }

  #spread(row: number): void {
    const struct = this.#value(row);
    this.#columns.forEach((column, i) => {
      const value = struct?.[i] ?? null;
      if (value !== null || column.valid !== undefined) setValue(column, row, value);
      else if (row === 0 && column.kind === "bytes") column.arena.clear(); // a key that is NULL has no members
    });
  }

  #value(row: number): readonly Value[] | undefined {
    if (!(this.#keys instanceof AnyColumn) || this.#keys.valid?.[row] === 0) return undefined;
    return (this.#keys.values[row] as readonly Value[] | null) ?? undefined;
  }

  encode(row: number, out: ByteWriter): boolean {
    return this.#value(row) !== undefined && this.#message.encode(row, out);
  }
}
