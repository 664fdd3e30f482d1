import assert from "node:assert/strict";
import { writeAll } from "./write_all.ts";

Deno.test("writeAll goes on after short writes and when the other end is full", () => {
  let text = "";
  let calls = 0;
  writeAll(new TextEncoder().encode("0123456789"), (bytes) => {
    calls++;
    if (calls === 2) throw new Deno.errors.WouldBlock();
    const taken = Math.min(3, bytes.length);
    text += new TextDecoder().decode(bytes.subarray(0, taken));
    return taken;
  });
  assert.equal(text, "0123456789");
});
