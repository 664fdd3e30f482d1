/** The schema that an Avro object container file brings with it (specification 1.12, "Object Container Files"). */
import { AvroCursor } from "../formats/avro/cursor.ts";
import { BadValue } from "../formats/json_cursor.ts";

const MAGIC_BYTES = 4;

/** The JSON text of the schema in a file's header; undefined: the header is broken. */
export function containerSchema(bytes: Uint8Array): string | undefined {
  const cursor = new AvroCursor();
  cursor.bytes = bytes;
  cursor.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  cursor.over(MAGIC_BYTES, bytes.length);
  try {
    return schemaIn(cursor);
  } catch (error) {
    if (error instanceof BadValue) return undefined;
    throw error;
  }
}

/** Metadata is a map of bytes: blocks of as many entries as their count says, up to one of none. */
function schemaIn(cursor: AvroCursor): string | undefined {
  let schema: string | undefined;
  for (let count = cursor.long(); count !== 0n; count = cursor.long()) {
    if (count < 0n) cursor.long(); // a negative count is followed by the block's size in bytes
    for (let left = count < 0n ? -count : count; left > 0n; left--) {
      const key = textOf(cursor);
      const value = textOf(cursor);
      if (key === "avro.schema") schema = value;
    }
  }
  return schema;
}

function textOf(cursor: AvroCursor): string {
  const length = cursor.length();
  const start = cursor.take(length);
  return new TextDecoder().decode(cursor.bytes.subarray(start, start + length));
}
