/**
 * Damaged messages of a registry against the decoder without one, and against ajv. `FUZZ=100000` gives that many messages, from
 * the seed `FUZZ_SEED`.
 */
import assert from "node:assert/strict";
import { valueAt } from "../../column.ts";
import { DataError } from "../../errors.ts";
import { schemaIdAt } from "../../registry/framing.ts";
import {
  arrayType,
  BIGINT,
  BYTEA,
  DOUBLE,
  INT,
  JSON_TYPE,
  structType,
  TEXT,
  TIMESTAMP,
  type Value,
} from "../../types.ts";
import type { DecodeField, Decoder } from "../format.ts";
import { framed } from "../framing.ts";
import { JsonDecoder } from "../json_decode.ts";
import { RegistryDecoder } from "../registry_decoder.ts";
import { recordsOf } from "../test_records.ts";
import { knownSchemas, message, registered } from "../test_registered.ts";
import { JsonSchemaDecoders } from "./decoder.ts";

const FIELDS: readonly DecodeField[] = [
  { name: "id", type: BIGINT, nullable: false, needed: true },
  { name: "name", type: TEXT, nullable: true, needed: true },
  { name: "score", type: DOUBLE, nullable: true, needed: true },
  { name: "at", type: TIMESTAMP, nullable: true, needed: true },
  { name: "raw", type: BYTEA, nullable: true, needed: true },
  { name: "doc", type: JSON_TYPE, nullable: true, needed: true },
  {
    name: "tags",
    type: arrayType(structType([{ name: "k", type: INT, nullable: true }])),
    nullable: true,
    needed: true,
  },
];

const LOOSE = registered(7, "JSON", {});
const STRICT = registered(8, "JSON", {
  type: "object",
  required: ["id"],
  properties: { id: { type: "integer" }, name: { type: ["string", "null"] }, score: { type: "number", minimum: 0 } },
});

const RECORDS = [
  '{"id":1,"name":"plain","score":1.5,"at":"2026-01-31T10:00:00.123Z","raw":"AQID","doc":{"a":[1,2]},"tags":[{"k":1}]}',
  '{"id":22,"name":"gr\\u00fcn \\"q\\"","score":-0.25,"at":null,"raw":null,"doc":[],"tags":[]}',
  '{ "name" : "é✓" , "id" : 333 , "other" : {"x":"y"} , "tags" : [ null , {"k":null} ] }',
];

/** xorshift32 */
function seeded(seed: number): (below: number) => number {
  let state = seed * 2654435761 >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function damaged(random: (below: number) => number): Uint8Array {
  const id = [7, 7, 7, 8, 9][random(5)]!;
  let bytes = message(id, RECORDS[random(RECORDS.length)]!);
  for (let times = random(4); times > 0; times--) {
    const at = random(bytes.length + 1);
    switch (random(5)) {
      case 0:
        bytes = bytes.slice(0, at);
        break;
      case 1:
        bytes = Uint8Array.of(...bytes.subarray(0, at), random(256), ...bytes.subarray(at));
        break;
      case 2:
        bytes = Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + 1 + random(4)));
        break;
      case 3:
        bytes[at] = [34, 44, 58, 92, 93, 123, 125, 48, 110, 0, 255][random(11)]!;
        break;
      default:
        bytes = Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(random(bytes.length + 1)));
    }
    if (bytes.length === 0) break;
  }
  return bytes;
}

/** What came of each record: its row, or why there is none. */
function outcomes(decoder: Decoder, messages: readonly Uint8Array[]): Map<number, Value[] | string> {
  const records = recordsOf(messages);
  const found = new Map<number, Value[] | string>();
  const bad = (record: number, error: DataError) => {
    assert(!found.has(record), "a record has two outcomes");
    found.set(record, error.message);
  };
  for (let from = 0; from < records.count;) {
    const { rows, records: done, wait } = decoder.decode(records, from, records.count, bad);
    assert.equal(wait, undefined);
    for (let row = 0; row < rows; row++) {
      const record = decoder.recordOf[row]!;
      assert(!found.has(record), "a record has two outcomes");
      found.set(record, FIELDS.map(({ type }, i) => valueAt(decoder.columns[i]!, type, row, rows)));
    }
    from += done;
  }
  return found;
}

Deno.test("JSON with the registry gives for damaged messages what JSON without it gives for their payloads", async () => {
  const count = Number(Deno.env.get("FUZZ") ?? 3_000);
  const random = seeded(Number(Deno.env.get("FUZZ_SEED") ?? 1));
  const reading = { unstructured: false, timestamps: "raw" } as const;
  const schemas = knownSchemas(LOOSE, STRICT);
  const known = { ...schemas, get: (id: number) => schemas.get(id) ?? new DataError("no such schema") };
  const framedDecoder = new RegistryDecoder(new JsonSchemaDecoders(FIELDS, { ...reading, validate: false }), known);
  const validating = new JsonSchemaDecoders(FIELDS, { ...reading, validate: true });
  await validating.loading;
  const checked = new RegistryDecoder(validating, known);
  const plain = framed(new JsonDecoder(FIELDS, "raw"), undefined);
  for (let done = 0; done < count; done += 1500) {
    const messages = Array.from({ length: 1500 }, () => damaged(random));
    const found = outcomes(framedDecoder, messages);
    const valid = outcomes(checked, messages);
    const expected = outcomes(plain, messages.map((bytes) => bytes.subarray(5)));
    messages.forEach((bytes, i) => {
      const id = schemaIdAt(bytes, 0, bytes.length);
      if (typeof id === "string") assert.match(String(found.get(i)), /header of a schema registry|not with the 0/);
      else if (id !== 7 && id !== 8) assert.match(String(found.get(i)), /no such schema/);
      else assert.deepEqual(found.get(i), expected.get(i));
      if (id !== 8) assert.deepEqual(valid.get(i), found.get(i));
      else if (Array.isArray(found.get(i))) {
        const { id, name, score } = JSON.parse(new TextDecoder().decode(bytes.subarray(5)));
        const fits = Number.isInteger(id) && (name === undefined || name === null || typeof name === "string") &&
          (score === undefined || (typeof score === "number" && score >= 0));
        assert.equal(Array.isArray(valid.get(i)), fits, new TextDecoder().decode(bytes));
      }
    });
  }
});
