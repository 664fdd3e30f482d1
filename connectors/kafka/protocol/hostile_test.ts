/** Answers that no broker sends: each is decoded, or refused with an error of ours, in bounded memory. */
import assert from "node:assert/strict";
import { ConnectorError } from "../../../schema/errors.ts";
import { API, type Api } from "./api.ts";
import { decodeResponse, encodeResponse } from "./frames.ts";
import type { Type } from "./schema.ts";

type AnyApi = Api<unknown, Type<unknown, unknown>>;

const APIS = Object.values(API) as unknown as readonly AnyApi[];

/** A generator of numbers below 1, the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}

/** Small numbers are lengths that lead further in; -1 is null; the rest is anything. */
function bytesOf(next: () => number, length: number): Uint8Array<ArrayBuffer> {
  const kinds = [() => 0, () => 0, () => 1 + Math.floor(next() * 4), () => 0xff, () => Math.floor(next() * 256)];
  return Uint8Array.from({ length }, () => kinds[Math.floor(next() * kinds.length)]!());
}

function* everyVersion(): Generator<{ api: AnyApi; version: number }> {
  for (const api of APIS) for (let version = api.min; version <= api.max; version++) yield { api, version };
}

/** True: it was read. */
function decodes(api: AnyApi, version: number, payload: Uint8Array, what: string): boolean {
  try {
    decodeResponse(api, version, payload);
    return true;
  } catch (error) {
    if (error instanceof ConnectorError && error.diagnostic.code === "protocol") return false;
    throw new Error(`${api.name} v${version}, ${what}: ${payload.toHex().slice(0, 400)}`, { cause: error });
  }
}

Deno.test("decodeResponse reads any bytes as an answer or refuses them, in every version of every request", () => {
  let read = 0;
  let refused = 0;
  for (const { api, version } of everyVersion()) {
    for (let seed = 1; seed <= 150; seed++) {
      const next = chance(seed);
      const payload = bytesOf(next, 4 + Math.floor(next() * 200));
      if (decodes(api, version, payload, `seed ${seed}`)) read++;
      else refused++;
    }
  }
  assert.ok(read > 1000 && refused > 1000, `${read} were read and ${refused} refused: both ways were taken`);
});

Deno.test("decodeResponse survives answers of which one byte is wrong, or the end is missing", () => {
  const whole = encodeResponse(API.Metadata, 9, 7, {
    brokers: [{ nodeId: 1, host: "127.0.0.1", port: 9092 }],
    controllerId: 1,
    topics: [{
      errorCode: 0,
      name: "orders",
      partitions: [
        { errorCode: 0, partition: 0, leaderId: 1, replicaNodes: [1, 2], isrNodes: [1], offlineReplicas: [2] },
      ],
    }],
  }).subarray(4);
  const metadata = API.Metadata as unknown as AnyApi;
  assert.ok(decodes(metadata, 9, whole, "whole"));
  for (let at = 4; at < whole.length; at++) {
    assert.ok(!decodes(metadata, 9, whole.subarray(0, at), "cut"), `cut at ${at}`);
    for (const byte of [0, 1, 0x7f, 0x80, 0xff]) {
      const wrong = whole.slice();
      wrong[at] = byte;
      decodes(metadata, 9, wrong, `byte ${at}`);
    }
  }
});

Deno.test("decodeResponse makes no more objects than a cluster has, though the message would hold them", () => {
  // ListGroups v4: seven bytes, the number of groups plus one as a varint, and groups of three empty strings and no tags.
  const payload = new Uint8Array(24 << 20);
  payload.set([0xc1, 0x96, 0xb1, 0x02], 11); // 5,000,001
  for (let at = 15; at < payload.length; at++) payload[at] = (at - 15) % 4 === 3 ? 0 : 1;
  assert.throws(
    () => decodeResponse(API.ListGroups, 4, payload),
    /^ConnectorError: Cannot read ListGroups v4 response: more than 4194304 elements$/,
  );
});
