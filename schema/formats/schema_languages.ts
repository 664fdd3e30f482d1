/** The languages of schemas, for a registry that checks them. Each is loaded when it is first needed. */
import type { ReadSchema, SchemaLanguage } from "../registry/language.ts";
import type { SchemaType } from "../registry/registry.ts";
import { within } from "./time_limit.ts";

/** For one schema, or one comparison of two: whoever sends schemas must not stop the registry for others. */
const LONGEST_MILLIS = 3_000;

const LANGUAGES = new Map<SchemaType, SchemaLanguage<ReadSchema>>();

export async function languageOf(type: SchemaType, milliseconds = LONGEST_MILLIS): Promise<SchemaLanguage<ReadSchema>> {
  const known = LANGUAGES.get(type) ?? await load(type);
  LANGUAGES.set(type, known);
  const { serialized } = known;
  return {
    read: (text, dependencies) => limited(milliseconds, () => known.read(text, dependencies)),
    incompatibilities: (reader, writer, sides) =>
      limited(milliseconds, () => known.incompatibilities(reader, writer, sides)),
    ...(serialized && {
      serialized: (text, dependencies) => limited(milliseconds, () => serialized(text, dependencies)),
    }),
  };
}

async function load(type: SchemaType): Promise<SchemaLanguage<ReadSchema>> {
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

/** Throws an `Error` when the time is over. */
function limited<T>(milliseconds: number, work: () => T): T {
  let result: { readonly value: T } | undefined;
  within(milliseconds, () => {
    result = { value: work() };
  });
  if (result === undefined) throw new Error(`it takes longer than ${milliseconds} ms to read or compare`);
  return result.value;
}
