/** The formats that `key.format = '…'` can name besides `raw`. */
import { avroKey } from "./avro/avro_key.ts";
import { jsonKey, jsonSchemaKey } from "./json_key.ts";
import { protobufKey } from "./protobuf/protobuf_key.ts";
import type { KeyFormat } from "./key_format.ts";

export const KEY_FORMATS: readonly KeyFormat[] = [jsonKey, jsonSchemaKey, avroKey, protobufKey];

/** Undefined for what is no format of keys of its own: `raw`, or a connector without keys. */
export function findKeyFormat(name: unknown): KeyFormat | undefined {
  return KEY_FORMATS.find((format) => format.name === name);
}
