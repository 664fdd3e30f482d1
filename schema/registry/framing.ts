/** What stands before a message whose schema is in a registry: a zero byte and the schema's id. */

/** Bytes before the payload. */
export const HEADER_BYTES = 5;

/** The schema id of the message in `data[start, end)`; a text that says what is wrong where there is none. */
export function schemaIdAt(data: Uint8Array, start: number, end: number): number | string {
  if (end - start < HEADER_BYTES) {
    return `the message has ${
      end - start
    } bytes, too few for the header of a schema registry (a zero byte and 4 bytes of schema id)`;
  }
  if (data[start] !== 0) {
    return `the message begins with the byte ${data[start]}, not with the 0 of a schema registry`;
  }
  // start + 4 < end
  return ((data[start + 1]! << 24) | (data[start + 2]! << 16) | (data[start + 3]! << 8) | data[start + 4]!) >>> 0;
}

/** The header of messages written with schema `id`. */
export function schemaHeader(id: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(0, id >>> 24, id >>> 16, id >>> 8, id);
}
