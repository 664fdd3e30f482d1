import assert from "node:assert/strict";
import batches from "./testdata/java_batches.json" with { type: "json" };
import { BatchReader } from "./batch_reader.ts";
import { readHeaders } from "./headers.ts";

/**
 * `java_batches.json` holds what Apache Kafka 4.4's console producer wrote with each codec, as a Fetch answered it:
 * record i has the headers h: i and x: y, the key `key i` and the value below. lz4 and snappy ones span several blocks.
 */
const COUNTS: Readonly<Record<string, number>> = { none: 40, gzip: 60, snappy: 500, lz4: 800, zstd: 60 };

const value = (i: number) => `{"id":${i},"note":"${"abc def ".repeat(i % 17)}"}`;

Deno.test("BatchReader reads what Java wrote, with every codec", () => {
  for (const [codec, base64] of Object.entries(batches)) {
    const bytes = Uint8Array.fromBase64(base64);
    const reader = new BatchReader("java", 0, { keys: true, headers: true });
    reader.load({ bytes, start: 0, end: bytes.length, from: 0 });
    const text = new TextDecoder();
    let seen = 0;
    for (let records = reader.next(); records; records = reader.next()) {
      const { count, data, valueStart, valueEnd, keyStart, keyEnd, headersStart, headersEnd, offset } = records;
      for (let i = 0; i < count; i++, seen++) {
        assert.equal(offset[i], seen);
        assert.equal(text.decode(data.subarray(valueStart[i], valueEnd[i])), value(seen), codec);
        assert.equal(text.decode(data.subarray(keyStart?.[i], keyEnd?.[i])), `key ${seen}`);
        const headers = readHeaders(data, headersStart?.[i] ?? 0, headersEnd?.[i] ?? 0);
        assert.deepEqual(headers.map(([name, bytes]) => [name, text.decode(bytes ?? undefined)]), [
          ["h", `${seen}`],
          ["x", "y"],
        ]);
      }
    }
    assert.equal(seen, COUNTS[codec], codec);
    assert.equal(reader.position, COUNTS[codec]);
  }
});
