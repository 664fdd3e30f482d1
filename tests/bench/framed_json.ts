/** L1: JSON behind the header of a schema registry, against the same messages without one. */
import { ByteWriter } from "../../schema/byte_writer.ts";
import type { Int64Column } from "../../schema/column.ts";
import type { DecodeField, Decoder } from "../../schema/formats/format.ts";
import { framed } from "../../schema/formats/framing.ts";
import { JsonDecoder } from "../../schema/formats/json_decode.ts";
import { jsonEncoder } from "../../schema/formats/json_encode.ts";
import { JsonSchemaDecoders } from "../../schema/formats/json_schema/decoder.ts";
import { PLAIN_STYLE } from "../../schema/formats/json_style.ts";
import { RegistryDecoder } from "../../schema/formats/registry_decoder.ts";
import { knownSchemas, message, registered } from "../../schema/formats/test_registered.ts";
import { recordsOf } from "../../schema/formats/test_records.ts";
import type { Records } from "../../schema/records.ts";
import { schemaHeader } from "../../schema/registry/framing.ts";
import { BIGINT, type SqlType, TEXT, TIMESTAMP } from "../../schema/types.ts";
import { bench, type BenchOptions, type BenchTable, benchText, type Case } from "./bench.ts";
import { bidRecords } from "./bids.ts";

const COUNT = 300_000;

const FIELDS: readonly DecodeField[] = ([
  ["auction", BIGINT],
  ["bidder", BIGINT],
  ["price", BIGINT],
  ["channel", TEXT],
  ["url", TEXT],
  ["dateTime", TIMESTAMP],
  ["extra", TEXT],
] satisfies [string, SqlType][]).map(([name, type]) => ({ name, type, nullable: false, needed: true }));

/** Schema ids change every `run` records. */
function withHeaders(records: Records, run: number): Records {
  const messages = Array.from(
    { length: records.count },
    (_, i) => message(1 + Math.floor(i / run) % 2, records.data.subarray(records.valueStart[i], records.valueEnd[i])),
  );
  return recordsOf(messages);
}

function decodeCase(name: string, decoder: Decoder, records: Records): Case {
  const auction = (decoder.columns[0] as Int64Column).halves;
  return {
    name,
    records: records.count,
    run() {
      let sum = 0;
      for (let from = 0; from < records.count;) {
        const { rows, records: done } = decoder.decode(records, from, records.count, throwError);
        for (let row = 0; row < rows; row++) sum += auction[2 * row]!; // row < rows ≤ capacity
        from += done;
      }
      return sum;
    },
  };
}

function throwError(_record: number, error: Error): never {
  throw error;
}

/** Encodes one batch again and again; the checksum is the number of bytes of objects. */
function encodeCase(name: string, records: Records, header: Uint8Array | undefined): Case {
  const decoder = new JsonDecoder(FIELDS, "raw");
  const encoder = jsonEncoder(FIELDS, PLAIN_STYLE, undefined, header);
  const out = new ByteWriter(1 << 20);
  const { rows } = decoder.decodeRanges(records.data, records.valueStart, records.valueEnd, 0, 1024, throwError);
  const batch = { columns: decoder.columns, length: rows };
  return {
    name,
    records: COUNT,
    run() {
      let bytes = 0;
      for (let done = 0; done < COUNT; done += rows) {
        encoder.bind(batch);
        out.clear();
        for (let row = 0; row < rows; row++) encoder.encode(row, out);
        bytes += out.position - rows * (header?.length ?? 0);
      }
      return bytes;
    },
  };
}

function registryDecoder(): Decoder {
  const reading = { unstructured: false, timestamps: "raw", validate: false } as const;
  const schemas = knownSchemas(registered(1, "JSON", {}), registered(2, "JSON", {}));
  return new RegistryDecoder(new JsonSchemaDecoders(FIELDS, reading), schemas);
}

export async function framedJson(options: BenchOptions = {}): Promise<BenchTable[]> {
  const records = bidRecords(COUNT);
  return [
    await bench("JSON with a schema registry to columns", [
      decodeCase("without registry", framed(new JsonDecoder(FIELDS, "raw"), undefined), records),
      decodeCase("one schema", registryDecoder(), withHeaders(records, COUNT)),
      decodeCase("another schema in every record", registryDecoder(), withHeaders(records, 1)),
    ], options),
    await bench("Columns to JSON with a schema registry", [
      encodeCase("without registry", records, undefined),
      encodeCase("with header", records, schemaHeader(1)),
    ], options),
  ];
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  for (const table of await framedJson()) console.log(benchText(table));
}
