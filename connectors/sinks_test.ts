import assert from "node:assert/strict";
import type { Batch } from "../schema/batch.ts";
import { Int32Column } from "../schema/column.ts";
import type { RowEncoder } from "../schema/formats/format.ts";
import { BLACKHOLE } from "./blackhole.ts";
import { STDOUT } from "./stdout.ts";
import { sinkRequest } from "./testing.ts";

const BATCH: Batch = { length: 3, columns: [new Int32Column(Int32Array.of(7, 8, 9), undefined)] };

/** Writes the first column's number; 8 is a null message. `encoded` counts the calls. */
function numberEncoder() {
  let values = new Int32Array();
  const encoder: RowEncoder & { encoded: number } = {
    encoded: 0,
    bind(batch) {
      const column = batch.columns[0];
      if (column instanceof Int32Column) values = Int32Array.from(column.values);
    },
    encode(row, out) {
      this.encoded++;
      if (values[row] === 8) return false;
      out.appendText(`{"n":${values[row]}}`);
      return true;
    },
  };
  return encoder;
}

Deno.test("stdout writes one line per row and gives away bytes that stay", async () => {
  const lines: Uint8Array[] = [];
  const environment = { stdout: (bytes: Uint8Array) => void lines.push(bytes) };
  await using sink = STDOUT.sink!(sinkRequest(STDOUT, { environment, value: numberEncoder() }));
  await sink.open(new AbortController().signal);
  sink.write(BATCH);
  await sink.flush();
  assert.deepEqual(lines.map((bytes) => new TextDecoder().decode(bytes)), ['{"n":7}\n', "\n", '{"n":9}\n']);
  assert.equal(sink.written(), 3);
  assert.equal(STDOUT.defaultFormat, "json");
});

Deno.test("blackhole only counts without a format and encodes each row with one", async () => {
  for (const [options, encoded] of [[{}, 0], [{ format: "json" }, 3]] as const) {
    const value = numberEncoder();
    await using sink = BLACKHOLE.sink!(sinkRequest(BLACKHOLE, { options, value }));
    await sink.open(new AbortController().signal);
    sink.write(BATCH);
    assert.equal(sink.written(), 3);
    assert.equal(value.encoded, encoded);
  }
});
