/** The languages of schemas, for a registry that checks them. Each is loaded when it is first needed. */
import type { ReadSchema, SchemaLanguage } from "../registry/language.ts";
import type { SchemaType } from "../registry/registry.ts";

export async function languageOf(type: SchemaType): Promise<SchemaLanguage<ReadSchema>> {
  switch (type) {
    case "AVRO":
      return (await import("./avro/compatibility.ts")).AVRO;
    case "JSON":
      return (await import("./json_schema/compatibility.ts")).JSON_SCHEMA;
    case "PROTOBUF":
      return (await import("./protobuf/compatibility.ts")).PROTOBUF;
    default:
      return type satisfies never;
  }
}
