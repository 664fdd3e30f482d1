import avro from "avsc";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { fieldOf } from "../../field.ts";
import { INT, TEXT, type Value } from "../../types.ts";
import { ContainerEncoder } from "./container_write.ts";
import { recordEncoder } from "./encode.ts";
import { avroSchemaOf } from "./schema_of.ts";
import { parseAvroSchema } from "./schema_parse.ts";
import { encodeRows, plain } from "./test_avro.ts";

const FIELDS = [fieldOf("id", INT, false), fieldOf("naïve", TEXT)];
const ROWS: readonly (readonly Value[])[] = [[1, "é"], [-2, null], [3, "x".repeat(70_000)]];

/** Schema and rows of a container file, as avsc reads them. */
async function read(file: Uint8Array): Promise<{ readonly codec: string; readonly schema: unknown; rows: unknown[] }> {
  const decoder = new avro.streams.BlockDecoder();
  let header: { readonly codec: string; readonly schema: unknown } | undefined;
  decoder.on("metadata", (type: avro.Type, codec: string) => header = { codec, schema: type.schema() });
  decoder.end(Buffer.from(file));
  const rows: unknown[] = [];
  for await (const row of decoder) rows.push(plain(row));
  assert.ok(header !== undefined);
  return { ...header, rows };
}

Deno.test("ContainerEncoder writes a file per row", async () => {
  const { text } = avroSchemaOf(FIELDS, "t", undefined);
  const encoder = new ContainerEncoder(recordEncoder(FIELDS, parseAvroSchema(text)), text);
  const files = encodeRows(encoder, FIELDS, ROWS);
  assert.equal(files.length, ROWS.length);
  for (const [i, file] of files.entries()) {
    const { codec, schema, rows } = await read(file!); // a record is never a null message
    assert.equal(codec, "null");
    assert.deepEqual(schema, avro.Type.forSchema(JSON.parse(text)).schema());
    assert.deepEqual(rows, [{ id: ROWS[i]![0], na_ve: ROWS[i]![1] }]); // a file per row
  }
  assert.deepEqual(encodeRows(encoder, FIELDS, ROWS), files);
});
