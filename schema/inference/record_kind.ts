/** What the bytes of a record are, as far as they say it themselves. */
import { BadValue, JsonCursor } from "../formats/json_cursor.ts";
import { isUtf8 } from "../formats/utf8.ts";
import { schemaIdAt } from "../registry/framing.ts";

/**
 * `registry`: a zero byte and the id of a schema come first. `container`: an Avro object container file. `object` and
 * `json` are JSON, `json` any but an object.
 */
export type RecordKind = "registry" | "container" | "object" | "json" | "text" | "bytes";

/** Registries count schema ids from 1; a larger one than this is more likely no id at all. */
const MAX_SCHEMA_ID = 10_000_000;
const CONTAINER_MAGIC = Uint8Array.of(79, 98, 106, 1); // "Obj", version 1: Avro specification, object container files
const OPEN_OBJECT = 123;

export function recordKind(bytes: Uint8Array): RecordKind {
  if (schemaIdOf(bytes) !== undefined) return "registry";
  if (CONTAINER_MAGIC.every((byte, at) => bytes[at] === byte)) return "container";
  if (!isUtf8(bytes, 0, bytes.length)) return "bytes";
  const json = jsonKind(bytes);
  if (json !== undefined) return json;
  return isPrintable(bytes) ? "text" : "bytes";
}

/** The schema id that a record begins with; undefined: it begins with none that a registry would give. */
export function schemaIdOf(bytes: Uint8Array): number | undefined {
  const id = schemaIdAt(bytes, 0, bytes.length);
  return typeof id === "number" && id >= 1 && id <= MAX_SCHEMA_ID ? id : undefined;
}

function jsonKind(bytes: Uint8Array): "object" | "json" | undefined {
  const cursor = new JsonCursor();
  cursor.bytes = bytes;
  cursor.over(0, bytes.length);
  try {
    const first = cursor.peek();
    cursor.skipValue();
    cursor.finish();
    return first === OPEN_OBJECT ? "object" : "json";
  } catch (error) {
    if (error instanceof BadValue) return undefined;
    throw error;
  }
}

/** Text holds no control characters but tab, line feed and carriage return. */
function isPrintable(bytes: Uint8Array): boolean {
  return bytes.every((byte) => (byte >= 32 && byte !== 127) || byte === 9 || byte === 10 || byte === 13);
}
