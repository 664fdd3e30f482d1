/** `key.format = 'avro'`: record keys that are one Avro value, with the id of its schema. */
import { DataError, InternalError, SqlError } from "../../errors.ts";
import type { DecodeField } from "../format.ts";
import type { KeyFormat } from "../key_format.ts";
import { RegistryDecoder } from "../registry_decoder.ts";
import { AvroDecoders } from "./decode.ts";
import { valueEncoder } from "./encode.ts";
import type { AvroType } from "./schema.ts";
import { avroValueSchemaOf } from "./schema_of.ts";
import { parseRegisteredSchema } from "./schema_parse.ts";
import { sameAvroSchema } from "./schema_tree.ts";

export const avroKey: KeyFormat = {
  name: "avro",
  check({ name, type }) {
    try {
      avroValueSchemaOf({ name, type, nullable: false }, name, undefined);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw new SqlError(error.message, { code: "bad_type", hint: "Avro cannot carry it as a key." });
    }
  },
  decoder(field, schemas) {
    if (schemas === undefined) throw new InternalError("Keys in Avro without their schemas");
    return new RegistryDecoder(new AvroKeyDecoders(field), schemas, { type: "AVRO", format: "avro" });
  },
  encoder(field, index, schema) {
    if (schema === undefined) throw new InternalError("Keys in Avro without their schema");
    return valueEncoder(field, index, parseRegisteredSchema(schema), schema.id);
  },
  schemas: {
    type: "AVRO",
    schemaOf: (field, name, existing) => avroValueSchemaOf({ ...field, nullable: false }, `${name}_key`, existing),
    same: sameAvroSchema,
  },
};

/** A bare value is read as the only field of a record: its bytes are the same. */
class AvroKeyDecoders extends AvroDecoders {
  readonly #name: string;

  constructor(field: DecodeField) {
    super([field]);
    this.#name = field.name;
  }

  override decoderForType(writer: AvroType): ReturnType<AvroDecoders["decoderForType"]> {
    if (writer.kind === "null") throw new DataError("The key's Avro schema is null", { code: "bad_schema" });
    const field = { name: this.#name, aliases: [], type: writer };
    return super.decoderForType({ kind: "record", name: "Key", aliases: [], fields: [field] });
  }
}
