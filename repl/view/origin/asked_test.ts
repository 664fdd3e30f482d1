import assert from "node:assert/strict";
import { Asked } from "./asked.ts";

Deno.test("Asked has the answer when it comes, and says so", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  let told = 0;
  const asked = new Asked(() => promise, () => told++);
  assert.deepEqual(asked.answer, { kind: "waiting" });
  resolve("orders");
  await asked.settled;
  assert.deepEqual([asked.answer, told], [{ kind: "there", value: "orders" }, 1]);
});

Deno.test("Asked has what failed", async () => {
  const error = new Error("no way");
  const asked = new Asked(() => Promise.reject(error), () => {});
  await asked.settled;
  assert.deepEqual(asked.answer, { kind: "failed", error });
});

Deno.test("Asked gives up when it is closed, and says nothing then", async () => {
  let told = 0;
  const asked = new Asked((signal) => untilAborted(signal), () => told++);
  asked.close();
  await asked.settled;
  assert.deepEqual([asked.answer.kind, told], ["failed", 0]);
});

Deno.test("Asked waits no longer than a person does", async () => {
  const asked = new Asked((signal) => untilAborted(signal), () => {}, 1);
  // A signal's own timer keeps no program alive: this one does.
  const alive = setInterval(() => {}, 1000);
  await asked.settled;
  clearInterval(alive);
  const { answer } = asked;
  assert.equal(answer.kind === "failed" && answer.error instanceof DOMException && answer.error.name, "TimeoutError");
});

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}
