/** The schemas and messages of the tests in this folder. */
import { Buffer } from "node:buffer";
import { avscWriter } from "../../schema/formats/avro/test_avro.ts";
import { message } from "../../schema/formats/test_registered.ts";

export const ORDER = {
  type: "record",
  name: "orders",
  fields: [{ name: "id", type: "long" }, { name: "what", type: ["null", "string"], default: null }],
};

/** A later version that readers of {@link ORDER} can read. */
export const WIDER = { ...ORDER, fields: [...ORDER.fields, { name: "city", type: "string", default: "?" }] };

/** The payload of a message of {@link ORDER}, by avsc. */
export function order(id: bigint, what: string | null = null): Uint8Array {
  return avscWriter(ORDER)({ id, what: what === null ? null : { string: what } });
}

/** A message of {@link WIDER} with its header. */
export function wider(schemaId: number, id: bigint): Uint8Array {
  return message(schemaId, avscWriter(WIDER)({ id, what: null, city: "Ulm" }));
}

/** A message of any record, with its header. Bytes may be given as numbers. */
export function datum(schemaId: number, schema: unknown, value: unknown): Uint8Array {
  return message(schemaId, avscWriter(schema)(value));
}

export function bytes(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}
