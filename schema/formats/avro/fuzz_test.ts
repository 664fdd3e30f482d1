/**
 * The decoder against avsc, on schemas, later versions of them, values and damage made from seeds. `SEED=3,4` chooses the seeds,
 * `FUZZ_RECORDS=100000` the number of damaged records.
 */
import assert from "node:assert/strict";
import avro from "avsc";
import { Buffer } from "node:buffer";
import { DataError } from "../../errors.ts";
import { type Field, fieldOf } from "../../field.ts";
import { INT, JSON_TYPE } from "../../types.ts";
import { valueToJson } from "../../values/json_text.ts";
import { avroColumns } from "./columns.ts";
import { AvroDecoders } from "./decode.ts";
import type { AvroRecord, AvroType } from "./schema.ts";
import { parseAvroSchema } from "./schema_parse.ts";
import { outcomesOf } from "./test_rows.ts";
import { evolve, expectedJson, type Random, SchemaMaker, seeded, valueOf } from "./test_schemas.ts";

const SEEDS = (Deno.env.get("SEED") ?? "1,2,3").split(",").map(Number);
const RECORDS = Number(Deno.env.get("FUZZ_RECORDS") ?? 6000);
const PER_SCHEMA = 20;

/** A writer, a reader, and how avsc resolves one to the other. */
interface Pair {
  readonly text: string;
  readonly writer: AvroRecord;
  readonly reader: AvroRecord;
  readonly written: avro.Type;
  readonly read: avro.Type;
  /** Undefined: avsc refuses the pair. */
  readonly resolver: unknown;
}

function pairOf(random: Random): Pair {
  const schema = new SchemaMaker(random).record();
  const later = random(4) === 0 ? schema : evolve(schema, random);
  const text = `${JSON.stringify(schema)} → ${JSON.stringify(later)}`;
  const written = avro.Type.forSchema(schema as avro.Schema, { wrapUnions: true });
  const read = avro.Type.forSchema(later as avro.Schema, { wrapUnions: true });
  let resolver: unknown;
  try {
    resolver = read.createResolver(written);
  } catch {
    // The pair does not fit.
  }
  return { text, writer: recordOf(schema), reader: recordOf(later), written, read, resolver };
}

function recordOf(schema: unknown): AvroRecord {
  const type = parseAvroSchema(JSON.stringify(schema));
  assert.ok(type.kind === "record");
  return type;
}

/** Parsed JSON of a row. */
function jsonOf(fields: readonly Field[], row: readonly unknown[]): unknown {
  const members = fields.map(({ name, type }, i) => `${JSON.stringify(name)}:${valueToJson(row[i] as never, type)}`);
  return JSON.parse(`{${members.join()}}`);
}

/** Columns as a table gets them; and all that hold no plain text as JSON. */
function columnsFor(reader: AvroRecord, asJson: boolean): Field[] {
  return avroColumns(reader).map((field) =>
    asJson && field.type.kind !== "text" ? fieldOf(field.name, JSON_TYPE) : field
  );
}

function decodersFor(fields: readonly Field[], reader: AvroRecord | undefined) {
  const needed = fields.map((field) => ({ ...field, needed: true }));
  return { decoders: new AvroDecoders(needed, reader), needed };
}

/** As {@link jsonOf} has it. Undefined: avsc or `Date` cannot say it. */
function expectedOf(reader: AvroType, value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(expectedJson(reader, value)));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

for (const seed of SEEDS) {
  Deno.test(`AvroDecoders give what avsc gives, from one schema to a later one, seed ${seed}`, () => {
    const random = seeded(seed);
    let compared = 0;
    let pairs = 0;
    for (let i = 0; i < 300; i++) {
      const { text, writer, reader, written, read, resolver } = pairOf(random);
      const values = Array.from({ length: PER_SCHEMA }, () => valueOf(writer, random));
      const payloads = values.map((value) => new Uint8Array(written.toBuffer(value)));
      for (const asJson of [false, true]) {
        const fields = columnsFor(reader, asJson);
        const { decoders, needed } = decodersFor(fields, reader);
        let outcomes;
        try {
          outcomes = outcomesOf(decoders, needed, [{ writer, payloads }]);
        } catch (error) {
          if (!(error instanceof DataError)) throw error;
          assert.equal(resolver, undefined, `${text}: ${error.message}`);
          continue;
        }
        if (resolver === undefined) continue;
        pairs++;
        outcomes.forEach((outcome, record) => {
          let other: unknown;
          try {
            other = read.fromBuffer(Buffer.from(payloads[record]!), resolver as never);
          } catch {
            return;
          }
          const expected = expectedOf(reader, other);
          if (expected === undefined) return;
          if (typeof outcome === "string") {
            return assert.match(outcome, OURS_ALONE, `${text}: ${outcome} ${JSON.stringify(other)}`);
          }
          compared++;
          assert.deepEqual(jsonOf(fields, outcome), expected, text);
        });
      }
    }
    assert.ok(pairs > 200 && compared > 2000, `${pairs} pairs, ${compared} rows`);
  });
}

/** What we refuse and avsc does not look at. */
const OURS_ALONE =
  /invalid UTF-8|no row|of a day|more than \d+ digits|a decimal has|outside the years|out of range for TIMESTAMP|a boolean is|64 bits|32 bits|a block is not|no default/;

/** Bytes changed, cut, added or doubled. */
function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const list = [...bytes];
  for (let i = 1 + random(3); i > 0; i--) {
    const at = random(list.length + 1);
    switch (random(6)) {
      case 0:
        list[at] = random(256);
        break;
      case 1:
        list.splice(at, 1 + random(3));
        break;
      case 2:
        list.splice(at, 0, ...Array.from({ length: 1 + random(10) }, () => 128 + random(128)));
        break;
      case 3:
        list.splice(at, 0, random(256));
        break;
      case 4:
        list[at] = (list[at] ?? 0) ^ (1 << random(8));
        break;
      default:
        list.splice(at, 0, ...list.slice(at, at + 4));
    }
  }
  return Uint8Array.from(list);
}

/** With a number behind each record that no scanner reads, so that all of the record is read the exact way. */
function exactOutcomes(
  fields: readonly Field[],
  reader: AvroRecord | undefined,
  writer: AvroRecord,
  payloads: readonly Uint8Array[],
) {
  const withTail = (record: AvroRecord): AvroRecord => ({
    ...record,
    fields: [...record.fields, { name: "tail", aliases: [], type: { kind: "int" } }],
  });
  const { decoders, needed } = decodersFor([...fields, fieldOf("tail", INT)], reader && withTail(reader));
  const tail = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0];
  return outcomesOf(decoders, needed, [{
    writer: withTail(writer),
    payloads: payloads.map((payload) => Uint8Array.from([...payload, ...tail])),
  }]);
}

Deno.test(`AvroDecoders make of ${RECORDS} damaged records a row or a bad record, and agree with avsc`, () => {
  const random = seeded(SEEDS[0] ?? 1);
  let rows = 0;
  let bad = 0;
  let agreed = 0;
  for (let done = 0; done < RECORDS; done += PER_SCHEMA) {
    const { text, writer, written } = pairOf(random);
    const payloads = Array.from(
      { length: PER_SCHEMA },
      () => damaged(new Uint8Array(written.toBuffer(valueOf(writer, random))), random),
    );
    const fields = columnsFor(writer, random(2) === 0);
    const reader = random(2) ? writer : undefined;
    const { decoders, needed } = decodersFor(fields, reader);
    const outcomes = outcomesOf(decoders, needed, [{ writer, payloads }]);
    const exact = exactOutcomes(fields, reader, writer, payloads);
    outcomes.forEach((outcome, record) => {
      const payload = payloads[record]!; // one for each
      if (typeof outcome === "string") {
        bad++;
        if (outcome === "no row") assert.equal(payload.length, 0, text);
        else assert.match(outcome, /^Cannot decode (the record|column 'f\d+'): ./);
        return;
      }
      rows++;
      assert.deepEqual(exact[record], [...outcome, 0], `the exact way, ${text} ${payload}`);
      // avsc would count to any number that a block names, so it is asked only about what was found sound.
      let other: unknown;
      try {
        other = written.fromBuffer(Buffer.from(payload));
      } catch {
        return; // Numbers beyond 2^53 are beyond avsc.
      }
      const expected = expectedOf(writer, other);
      if (expected === undefined) return;
      agreed++;
      assert.deepEqual(
        jsonOf(fields, outcome),
        expected,
        `${text} ${payload}`,
      );
    });
  }
  assert.equal(rows + bad, Math.ceil(RECORDS / PER_SCHEMA) * PER_SCHEMA);
  assert.ok(
    rows > RECORDS / 20 && bad > RECORDS / 4 && agreed > rows / 2,
    `${rows} rows, ${bad} bad, ${agreed} agreed`,
  );
});
