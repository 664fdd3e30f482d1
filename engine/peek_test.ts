import assert from "node:assert/strict";
import type { Connector, Source, SourceEvent } from "../connectors/connector.ts";
import { writeHeaders } from "../connectors/kafka/records/headers.ts";
import { schemaHeader } from "../schema/registry/framing.ts";
import type { Registry } from "../schema/registry/registry.ts";
import type { Value } from "../schema/types.ts";
import { peek } from "./peek.ts";
import type { World } from "./tables.ts";

interface Lying {
  readonly offset: number;
  readonly at: number;
  readonly key?: string | null;
  readonly value: Uint8Array | string | null;
  readonly headers?: readonly (readonly [string, string])[];
}

const bytes = (text: string | Uint8Array) => typeof text === "string" ? new TextEncoder().encode(text) : text;

/** Records as a source delivers them. */
function recordsOf(partition: number, lying: readonly Lying[]): SourceEvent {
  const pieces: Uint8Array[] = [];
  let at = 0;
  const put = (piece: Uint8Array | null) => {
    if (piece === null) return [-1, -1] as const;
    pieces.push(piece);
    return [at, at += piece.length] as const;
  };
  const placed = lying.map(({ key = null, value, headers = [] }) => ({
    key: put(key === null ? null : bytes(key)),
    value: put(value === null ? null : bytes(value)),
    headers: put(writeHeaders(headers.map(([name, text]) => [name, bytes(text)]))),
  }));
  const data = new Uint8Array(at + 8);
  let to = 0;
  for (const piece of pieces) {
    data.set(piece, to);
    to += piece.length;
  }
  const column = (name: "key" | "value" | "headers", end: 0 | 1) => Int32Array.from(placed, (one) => one[name][end]);
  return {
    kind: "records",
    records: {
      topic: "t",
      partition,
      data,
      count: lying.length,
      valueStart: column("value", 0),
      valueEnd: column("value", 1),
      keyStart: column("key", 0),
      keyEnd: column("key", 1),
      headersStart: column("headers", 0),
      headersEnd: column("headers", 1),
      offset: Float64Array.from(lying, ({ offset }) => offset),
      timestamp: Float64Array.from(lying, ({ at }) => at),
      next: 0,
    },
  };
}

async function peeked(
  partitions: readonly (readonly Lying[])[],
  count = 10,
  known?: readonly number[],
): Promise<readonly (readonly Value[])[]> {
  const source: Source = {
    open: () => Promise.resolve(new Map(partitions.map((_, partition) => [partition, 0]))),
    async *read() {
      for (const [partition, records] of partitions.entries()) {
        yield recordsOf(partition, records);
        yield { kind: "end", partition };
      }
    },
    progress: () => [],
    state: () => ({ kind: "connected" }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const registry = known && { schema: (id: number) => Promise.resolve(known.includes(id) ? {} : undefined) };
  const connector: Connector = {
    name: "kafka",
    doc: "",
    tableOptions: {},
    formats: "required",
    metadata: {},
    newest: (options) => options,
    source: () => source,
    ...(registry && { registry: () => Promise.resolve(registry as unknown as Registry) }),
  };
  const world = { findConnector: () => connector, environment: {} } as unknown as World;
  const { rows } = await peek({ connection: "local", topic: "t", records: count }, world, new AbortController().signal);
  return rows;
}

Deno.test("peek shows the newest first, over all partitions, and no more than was asked for", async () => {
  const rows = await peeked([
    [{ offset: 0, at: 10, value: "a" }, { offset: 1, at: 30, value: "b" }],
    [{ offset: 7, at: 20, value: "c" }],
  ], 2);
  assert.deepEqual(rows.map(([partition, offset, at, , , , value]) => [partition, offset, at, value]), [
    [0, 1n, 30n, "b"],
    [1, 7n, 20n, "c"],
  ]);
});

Deno.test("peek shows keys, headers, tombstones, and bytes that are no text", async () => {
  const rows = await peeked([[
    { offset: 0, at: 3, key: "k", value: "v", headers: [["trace", "1"]] },
    { offset: 1, at: 2, key: null, value: null },
    { offset: 2, at: 1, value: Uint8Array.of(0xff, 0x00, 0x1f) },
  ]]);
  assert.deepEqual(rows.map((row) => row.slice(3)), [
    ["k", '{"trace":"1"}', null, "v"],
    [null, null, null, null],
    [null, null, null, "\\xff001f"],
  ]);
});

Deno.test("peek takes five bytes for a schema id if the registry knows it, and shows what follows", async () => {
  const framed = (id: number) => Uint8Array.of(...schemaHeader(id), 65, 66);
  const lying = [{ offset: 0, at: 2, value: framed(7) }, { offset: 1, at: 1, value: framed(8) }];
  assert.deepEqual((await peeked([lying], 10, [7])).map((row) => row.slice(5)), [[7, "AB"], [null, "\0\0\0\0\bAB"]]);
  assert.deepEqual((await peeked([lying])).map((row) => row[5]), [7, 8], "nobody to ask");
});
