import assert from "node:assert/strict";
import { BATCH_ROWS, valueAt } from "../../column.ts";
import { BIGINT, TEXT } from "../../types.ts";
import { RegistryDecoder } from "../registry_decoder.ts";
import { recordsOf } from "../test_records.ts";
import { knownSchemas, message, registered } from "../test_registered.ts";
import { AvroDecoders } from "./decode.ts";

const FIELD = { name: "n", type: "long" };
const NAMED = { name: "name", type: "string", default: "none" };
/** Ids that differ in one byte each. */
const SCHEMAS = [1, 256, 0x01000000].map((id, i) =>
  registered(id, "AVRO", { type: "record", name: "R", fields: i === 1 ? [NAMED, FIELD] : [FIELD] })
);

/** A multiplicative sequence: the same one in every run. */
function* random(seed: number): Generator<number> {
  for (let state = seed;;) {
    state = (state * 48271) % 0x7fffffff;
    yield state;
  }
}

interface Made {
  readonly bytes: Uint8Array | null;
  /** What it becomes; "bad", "short": no row, undefined: there is no message. */
  readonly row: string | undefined;
}

/** `n` is the number that a good record has: -32 to 31. */
function made(kind: number, n: number): Made {
  const number = n < 0 ? -2 * n - 1 : 2 * n;
  switch (kind) {
    case 0:
    case 1:
      return { bytes: message(1, Uint8Array.of(number)), row: `${n} null` };
    case 2:
      return { bytes: message(256, Uint8Array.of(2, 65, number)), row: `${n} A` };
    case 3:
      return { bytes: message(0x01000000, Uint8Array.of(number)), row: `${n} null` };
    case 4:
      return { bytes: null, row: undefined };
    case 5:
      return { bytes: Uint8Array.of(1, 0, 0, 0, 1, number), row: "bad" };
    case 6:
      return { bytes: Uint8Array.of(0, 0, 0, 0).subarray(0, Math.abs(n) % 5), row: "short" };
    case 7:
      return { bytes: message(1, Uint8Array.of(0x80)), row: "bad" };
    default:
      return { bytes: message(1, Uint8Array.of()), row: "bad" };
  }
}

Deno.test("AvroDecoders find the ends of runs: the same rows and bad records whatever stands behind each other", () => {
  const numbers = random(42);
  const next = (below: number) => numbers.next().value % below;
  for (let round = 0; round < 300; round++) {
    const kinds = 1 + next(9);
    const sequence = Array.from({ length: next(BATCH_ROWS / 8) }, () => made(next(kinds), next(64) - 32));
    const records = recordsOf(sequence.map(({ bytes }) => bytes));
    const fields = [["n", BIGINT], ["name", TEXT]] as const;
    const decoder = new RegistryDecoder(
      new AvroDecoders(fields.map(([name, type]) => ({ name, type, nullable: true, needed: true }))),
      knownSchemas(...SCHEMAS),
      { type: "AVRO", format: "avro" },
    );
    const found: (string | undefined)[] = sequence.map(() => undefined);
    for (let from = 0; from < records.count;) {
      const { rows, records: done } = decoder.decode(records, from, records.count, (record, { message }) => {
        assert.equal(found[record], undefined);
        found[record] = /too few for the header/.test(message) ? "short" : "bad";
      });
      for (let row = 0; row < rows; row++) {
        const record = decoder.recordOf[row]!; // row < rows
        assert.equal(found[record], undefined);
        found[record] = decoder.columns.map((column, i) => valueAt(column, fields[i]![1], row, rows)).join(" "); // one per field
      }
      from += done;
    }
    const expected = sequence.map(({ row }) => row?.replace(" null", " "));
    assert.deepEqual(found, expected, `round ${round}`);
  }
});
