import assert from "node:assert/strict";
import { ConnectorError } from "../../../schema/errors.ts";
import { OutboxRows, recordsIn } from "./outbox_rows.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

function records(bytes: Uint8Array) {
  const text = (part: Uint8Array | null) => part && new TextDecoder().decode(part);
  return [...recordsIn(bytes)].map(({ topic, timestamp, key, value }) => [topic, timestamp, text(key), text(value)]);
}

Deno.test("OutboxRows gives records back as they were written, nulls and empty ones too", () => {
  const rows = new OutboxRows();
  rows.begin("b", 1.5e12, bytesOf("k")).appendText("first");
  rows.end();
  rows.begin("a", -1, null).appendText("forgotten");
  rows.endNull();
  rows.begin("b", 0, bytesOf("")).appendText("");
  rows.end();
  const large = "x".repeat(100_000);
  rows.begin("a", 2, bytesOf("l")).appendText(large);
  rows.end();
  assert.deepEqual(records(rows.take()), [
    ["b", 1.5e12, "k", "first"],
    ["a", -1, null, null],
    ["b", 0, "", ""],
    ["a", 2, "l", large],
  ]);
});

Deno.test("OutboxRows forgets a record that was given up, and is empty when all were taken", () => {
  const rows = new OutboxRows();
  rows.begin("a", 1, null).appendText("whole");
  rows.end();
  rows.begin("a", 2, bytesOf("key")).appendText("half");
  rows.cancel();
  assert.deepEqual(records(rows.take()), [["a", 1, null, "whole"]]);
  assert.equal(rows.size, 0);
  assert.equal(rows.take().length, 0);
  rows.begin("c", 3, null).appendText("next");
  rows.end();
  assert.deepEqual(records(rows.take()), [["c", 3, null, "next"]]);
});

Deno.test("recordsIn refuses bytes that end too early", () => {
  const rows = new OutboxRows();
  rows.begin("a", 1, bytesOf("key")).appendText("value");
  rows.end();
  const bytes = rows.take();
  for (const cut of [1, 6, 10]) assert.throws(() => records(bytes.subarray(0, -cut)), ConnectorError, `${cut}`);
});
