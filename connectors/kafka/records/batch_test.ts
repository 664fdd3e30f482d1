import assert from "node:assert/strict";
import * as HEADER from "../protocol/batch_header.ts";
import type { Records } from "../../../schema/records.ts";
import { ConnectorError } from "../../../schema/errors.ts";
import { BatchReader, type BatchReaderOptions, type FetchedPartition } from "./batch_reader.ts";
import { BatchWriter, type SealOptions } from "./batch_writer.ts";
import { CODECS } from "./codecs.ts";
import { crc32c } from "./crc32c.ts";
import { type Header, readHeaders, writeHeaders } from "./headers.ts";

interface Row {
  value: string | null;
  key?: string | null;
  timestamp?: number;
  headers?: Header[];
}

interface Patch extends SealOptions {
  baseOffset?: number;
  /** Overrides the header's field, as compaction does. */
  lastOffsetDelta?: number;
  attributes?: number;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A batch as a broker would keep it. */
function batch(rows: readonly Row[], patch: Patch = {}): Uint8Array {
  const writer = new BatchWriter(0, 16);
  for (const row of rows) {
    writer.begin(row.timestamp ?? 1000, row.key === undefined ? undefined : row.key === null ? null : utf8(row.key));
    if (row.value !== null) writer.bytes.append(utf8(row.value));
    const headers = row.headers && writeHeaders(row.headers);
    if (row.value === null) writer.endNull(headers);
    else writer.end(headers);
  }
  const sealed = writer.seal(patch).slice();
  const view = new DataView(sealed.buffer);
  view.setBigInt64(HEADER.BASE_OFFSET, BigInt(patch.baseOffset ?? 0));
  if (patch.lastOffsetDelta !== undefined) view.setInt32(HEADER.LAST_OFFSET_DELTA, patch.lastOffsetDelta);
  if (patch.attributes !== undefined) {
    view.setInt16(HEADER.ATTRIBUTES, view.getInt16(HEADER.ATTRIBUTES) | patch.attributes);
  }
  view.setUint32(HEADER.CRC, crc32c(sealed, HEADER.ATTRIBUTES, sealed.length));
  return sealed;
}

/** A batch that compaction has emptied: only its header is left. */
function emptied(baseOffset: number, lastOffsetDelta: number): Uint8Array {
  const bytes = batch([{ value: "gone" }], { baseOffset, lastOffsetDelta }).slice(0, HEADER.HEADER_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setInt32(HEADER.BATCH_LENGTH, HEADER.HEADER_LENGTH - HEADER.LENGTH_OVERHEAD);
  view.setInt32(HEADER.RECORD_COUNT, 0);
  view.setUint32(HEADER.CRC, crc32c(bytes, HEADER.ATTRIBUTES, bytes.length));
  return bytes;
}

/** The marker that ends a transaction. */
function marker(producerId: number, baseOffset: number, kind: "abort" | "commit"): Uint8Array {
  const key = String.fromCharCode(0, 0, 0, kind === "commit" ? 1 : 0);
  return batch([{ key, value: "\0\0\0\0\0\0" }], {
    baseOffset,
    producerId,
    producerEpoch: 0,
    transactional: true,
    attributes: HEADER.CONTROL_FLAG,
  });
}

function joined(...batches: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(batches.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of batches) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

function read(
  bytes: Uint8Array<ArrayBuffer>,
  fetched: Partial<FetchedPartition> = {},
  options: BatchReaderOptions = {},
) {
  const reader = new BatchReader("orders", 3, options);
  reader.load({ bytes, start: 0, end: bytes.length, from: 0, ...fetched });
  const rows: (string | null)[] = [];
  const offsets: number[] = [];
  const chunks: number[] = [];
  for (let records = reader.next(); records; records = reader.next()) {
    chunks.push(records.count);
    for (let i = 0; i < records.count; i++) {
      rows.push(valueOf(records, i));
      offsets.push(records.offset[i] ?? -1);
    }
    const last = records.valueEnd[records.count - 1] ?? 0;
    assert.ok(last + 8 <= records.data.length, "eight readable bytes behind the last record");
  }
  return { rows, offsets, chunks, position: reader.position, lastTimestamp: reader.lastTimestamp };
}

function valueOf(records: Records, i: number): string | null {
  const start = records.valueStart[i] ?? -1;
  return start < 0 ? null : new TextDecoder().decode(records.data.subarray(start, records.valueEnd[i]));
}

Deno.test("BatchReader reads back what BatchWriter wrote with every codec", () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({ value: `{"id":${i},"pad":"${"x".repeat(i)}"}` }));
  for (const codec of CODECS) {
    const got = read(joined(batch(rows, { codec, baseOffset: 40 })), { from: 40 });
    assert.deepEqual(got.rows, rows.map((row) => row.value), codec);
    assert.deepEqual(got.offsets, rows.map((_, i) => 40 + i), codec);
    assert.equal(got.position, 340);
  }
});

Deno.test("BatchReader gives keys, nulls, headers and timestamps when asked", () => {
  const rows: Row[] = [
    { value: "a", key: "k", timestamp: 1_700_000_000_000, headers: [["h", utf8("1")], ["h", null], ["ü", utf8("")]] },
    { value: null, key: null, timestamp: 1_600_000_000_000 },
    { value: "", key: "", timestamp: 1_800_000_000_123 },
  ];
  const bytes = joined(batch(rows));
  const reader = new BatchReader("orders", 3, { keys: true, headers: true });
  reader.load({ bytes, start: 0, end: bytes.length, from: 0 });
  const records = reader.next();
  assert.ok(records?.keyStart && records.keyEnd && records.headersStart && records.headersEnd);
  assert.deepEqual([...records.timestamp.subarray(0, 3)], rows.map((row) => row.timestamp));
  assert.deepEqual([0, 1, 2].map((i) => valueOf(records, i)), ["a", null, ""]);
  assert.deepEqual([...records.keyStart.subarray(0, 3)].map((at) => at < 0), [false, true, false]);
  assert.equal((records.keyEnd[0] ?? 0) - (records.keyStart[0] ?? 0), 1);
  const headers = readHeaders(records.data, records.headersStart[0] ?? 0, records.headersEnd[0] ?? 0);
  assert.deepEqual(headers, rows[0]?.headers);
  assert.deepEqual(readHeaders(records.data, records.headersStart[1] ?? 0, records.headersEnd[1] ?? 0), []);
  assert.equal(reader.lastTimestamp, 1_800_000_000_123);
});

Deno.test("BatchReader gives the append time of the broker when the batch says so", () => {
  const bytes = batch([{ value: "a", timestamp: 5 }, { value: "b", timestamp: 9 }], {
    attributes: HEADER.LOG_APPEND_TIME_FLAG,
  });
  const reader = new BatchReader("orders", 3);
  reader.load({ bytes: joined(bytes), start: 0, end: bytes.length, from: 0 });
  assert.deepEqual([...(reader.next()?.timestamp.subarray(0, 2) ?? [])], [9, 9]);
});

Deno.test("BatchReader joins plain batches into a chunk and gives each compressed one its own", () => {
  const plain = (baseOffset: number) => batch([{ value: `p${baseOffset}` }], { baseOffset });
  const packed = (baseOffset: number) => batch([{ value: `c${baseOffset}` }], { baseOffset, codec: "gzip" });
  const got = read(joined(plain(0), plain(1), packed(2), packed(3), plain(4)));
  assert.deepEqual(got.rows, ["p0", "p1", "c2", "c3", "p4"]);
  assert.deepEqual(got.chunks, [2, 1, 1, 1]);
});

Deno.test("BatchReader skips records before the fetch offset and stops at the end offset", () => {
  const bytes = joined(batch(Array.from({ length: 10 }, (_, i) => ({ value: `${i}` }))));
  const got = read(bytes, { from: 3, until: 6 });
  assert.deepEqual(got.rows, ["3", "4", "5"]);
  assert.equal(got.position, 6);
  assert.deepEqual(read(bytes, { from: 10 }).rows, []);
  assert.equal(read(bytes, { from: 10 }).position, 10);
});

Deno.test("BatchReader moves past batches that compaction emptied or shortened", () => {
  const got = read(
    joined(
      batch([{ value: "a" }], { lastOffsetDelta: 9 }),
      emptied(10, 99),
      batch([{ value: "b" }], { baseOffset: 500 }),
    ),
  );
  assert.deepEqual(got.rows, ["a", "b"]);
  assert.deepEqual(got.offsets, [0, 500]);
  assert.equal(got.position, 501);
  const only = emptied(10, 99);
  assert.equal(read(joined(only), { from: 10 }).position, 110);
});

Deno.test("BatchReader ignores a cut batch at the end", () => {
  const whole = joined(batch([{ value: "a" }]), batch([{ value: "b" }], { baseOffset: 1 }));
  const first = batch([{ value: "a" }]).length;
  for (let cut = first; cut < whole.length; cut++) {
    const got = read(whole.slice(0, cut));
    assert.deepEqual(got.rows, ["a"]);
    assert.equal(got.position, 1);
  }
});

Deno.test("BatchReader hides aborted records though transactions interleave and the abort list is unsorted", () => {
  const data = (producerId: number, baseOffset: number, value: string) =>
    batch([{ value }], { baseOffset, producerId, producerEpoch: 0, transactional: true });
  const bytes = joined(
    data(1, 0, "aborted 1"),
    data(2, 1, "aborted 2"),
    data(3, 2, "committed 3"),
    marker(2, 3, "abort"),
    data(2, 4, "committed 2"),
    data(1, 5, "aborted 1 again"),
    batch([{ value: "plain" }], { baseOffset: 6, producerId: 1, producerEpoch: 0 }),
    marker(1, 7, "abort"),
    marker(3, 8, "commit"),
    data(1, 9, "committed 1"),
    data(2, 10, "aborted 2, second"),
    marker(2, 11, "abort"),
    marker(1, 12, "commit"),
  );
  const aborted = [
    { producerId: 2, firstOffset: 10 },
    { producerId: 2, firstOffset: 1 },
    { producerId: 1, firstOffset: 0 },
  ];
  const got = read(bytes, { aborted });
  assert.deepEqual(got.rows, ["committed 3", "committed 2", "plain", "committed 1"]);
  assert.equal(got.position, 13);
  assert.equal(read(bytes).rows.length, 8, "read_uncommitted shows all but the markers");
});

Deno.test("BatchReader does not take a user's key of four zero bytes for an abort marker", () => {
  const transactional = { producerId: 7, producerEpoch: 0, transactional: true };
  const bytes = joined(
    batch([{ key: "\0\0\0\0", value: "aborted" }], transactional),
    batch([{ value: "aborted too" }], { ...transactional, baseOffset: 1 }),
    marker(7, 2, "abort"),
  );
  assert.deepEqual(read(bytes, { aborted: [{ producerId: 7, firstOffset: 0 }] }).rows, []);
});

Deno.test("BatchReader delivers 150,000 records of one batch", () => {
  const writer = new BatchWriter();
  for (let i = 0; i < 150_000; i++) {
    writer.begin(i);
    writer.end();
  }
  const got = read(writer.seal());
  assert.equal(got.rows.length, 150_000);
  assert.equal(got.position, 150_000);
});

Deno.test("BatchReader names topic, partition and offset of a batch whose CRC does not match", () => {
  const bytes = joined(batch([{ value: "fine" }]), batch([{ value: "broken" }], { baseOffset: 77 }));
  bytes[bytes.length - 3] = 0x3f;
  assert.throws(() => read(bytes), (error) => {
    assert.ok(error instanceof ConnectorError);
    assert.equal(
      error.message,
      'Cannot read topic "orders" partition 3 at offset 77: the record batch is corrupt: its CRC-32C does not match',
    );
    assert.equal(error.diagnostic.code, "corrupt");
    return true;
  });
  assert.deepEqual(read(bytes, {}, { checkCrcs: false }).rows, ["fine", "brok?n"]);
});

Deno.test("BatchReader does not check the CRC of a batch that lies before the fetch offset", () => {
  const bytes = joined(batch([{ value: "old" }]), batch([{ value: "new" }], { baseOffset: 1 }));
  bytes[HEADER.HEADER_LENGTH + 6] = 0;
  assert.deepEqual(read(bytes, { from: 1 }).rows, ["new"]);
});

Deno.test("BatchReader refuses older message formats, false counts and lengths", () => {
  const old = batch([{ value: "x" }]);
  old[HEADER.MAGIC] = 1;
  assert.throws(() => read(joined(old)), /message format 1, not 2/);
  const many = batch([{ value: "x" }]);
  new DataView(many.buffer).setInt32(HEADER.RECORD_COUNT, 1 << 30);
  assert.throws(() => read(joined(many), {}, { checkCrcs: false }), /claims 1073741824 records/);
  const long = batch([{ value: "xxxxxxxx" }]);
  long[HEADER.HEADER_LENGTH] = 126;
  assert.throws(() => read(joined(long), {}, { checkCrcs: false }), /record 0 of it runs past its end/);
  const packed = batch([{ value: "x".repeat(100) }], { codec: "zstd" });
  packed.fill(0, HEADER.HEADER_LENGTH);
  assert.throws(() => read(joined(packed), {}, { checkCrcs: false }), /zstd cannot unpack it/);
});

Deno.test("BatchWriter writes values of every length around the widths of varints", () => {
  const writer = new BatchWriter(10, 16);
  const lengths = [0, 1, 63, 64, 65, 8191, 8192, 8193, 1, 200_000, 1_100_000, 2];
  for (const length of lengths) {
    writer.begin(0);
    writer.bytes.append(new Uint8Array(length).fill(length & 127));
    writer.end();
  }
  assert.equal(writer.count, lengths.length);
  const sealed = writer.seal();
  const reader = new BatchReader("orders", 3);
  reader.load({ bytes: sealed, start: 10, end: sealed.length, from: 0 });
  const records = reader.next();
  assert.ok(records);
  for (const [i, length] of lengths.entries()) {
    const value = records.data.subarray(records.valueStart[i], records.valueEnd[i]);
    assert.equal(value.length, length);
    assert.ok(value.every((byte) => byte === (length & 127)));
  }
});

Deno.test("BatchWriter forgets a cancelled record and starts again after clear", () => {
  const writer = new BatchWriter();
  writer.begin(0);
  writer.bytes.append(utf8("kept"));
  writer.end();
  writer.begin(0);
  writer.bytes.append(utf8("dropped"));
  writer.cancel();
  assert.deepEqual(read(writer.seal()).rows, ["kept"]);
  writer.begin(0);
  writer.bytes.append(utf8("half, then the encoder threw"));
  writer.begin(0);
  writer.bytes.append(utf8("next"));
  writer.end();
  assert.deepEqual(read(writer.seal()).rows, ["kept", "next"]);
  writer.clear();
  writer.begin(5);
  writer.endNull();
  assert.deepEqual(read(writer.seal()).rows, [null]);
});
