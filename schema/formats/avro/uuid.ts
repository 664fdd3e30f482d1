/** UUIDs as texts and as 16 bytes. */
import { Buffer } from "node:buffer";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Of a text that {@link isUuid}. */
export function uuidBytes(text: string): Uint8Array {
  return Buffer.from(text.replaceAll("-", ""), "hex");
}
