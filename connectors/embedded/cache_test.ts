import assert from "node:assert/strict";
import { TailCache } from "./cache.ts";

Deno.test("TailCache drops the oldest bytes when it is full", () => {
  const cache = new TailCache(10_000);
  const items = Array.from({ length: 3000 }, () => ({ size: 800, data: undefined as Uint8Array | undefined }));
  for (const item of items) cache.add(item, new Uint8Array(800));
  assert.deepEqual(items.map(({ data }) => data !== undefined).lastIndexOf(false), items.length - 11);
});

Deno.test("TailCache keeps nothing that is larger than itself", () => {
  const cache = new TailCache(10);
  const item = { size: 800, data: undefined as Uint8Array | undefined };
  cache.add(item, new Uint8Array(800));
  assert.equal(item.data, undefined);
});
