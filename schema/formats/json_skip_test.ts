import assert from "node:assert/strict";
import { BadValue, JsonCursor } from "./json_cursor.ts";
import { skipJson } from "./json_skip.ts";

const DOCUMENTS = [
  '{"a":{"b":[1,-2.5e+10,0,"x\\"y\\u00e9\\\\",true,false,null,[],{}]},"c":"","d":{ "e" : [ 1 , 2 ] }}',
  '[[[[]]],0.5E-3,"\\n"]',
  "  ",
  "-0",
  "1e5",
  '"a\tb"',
  "nul",
  "truefalse",
  '{"a":1,}',
  "[1,]",
  '{"a" 1}',
  "{1:2}",
  "01",
  "1.",
  "-",
  '"\\u00g0"',
  '"\\x"',
  '"open',
  '{"a":"open}',
];

/** What the exact reader says: the position behind the value, or -1. */
function exact(bytes: Uint8Array, end: number): number {
  const cursor = new JsonCursor();
  cursor.bytes = bytes;
  cursor.over(0, end);
  try {
    cursor.skipValue();
    return cursor.position;
  } catch (error) {
    if (error instanceof BadValue) return -1;
    throw error;
  }
}

function agrees(bytes: Uint8Array, end: number): void {
  const text = () => JSON.stringify(new TextDecoder().decode(bytes.subarray(0, end)));
  const blanks = /^[ \t\r\n]/.test(new TextDecoder().decode(bytes.subarray(0, end)));
  if (blanks) return; // a value begins at the position
  assert.equal(skipJson(bytes, 0, end), exact(bytes, end), text());
}

Deno.test("skipJson skips what the exact reader skips, cut anywhere", () => {
  for (const document of DOCUMENTS) {
    // What follows in memory must not matter.
    for (const behind of ["", '"', "}", "]", "0", "null"]) {
      const bytes = new TextEncoder().encode(document + behind + "        ");
      const length = new TextEncoder().encode(document).length;
      for (let end = 1; end <= length; end++) agrees(bytes, end);
    }
  }
});

Deno.test("skipJson skips what the exact reader skips, with any byte changed", () => {
  const others = Array.from('{}[]:,"\\0-.eE tfn\n\u0000u', (character) => character.charCodeAt(0));
  for (const document of DOCUMENTS) {
    const bytes = new TextEncoder().encode(document + "        ");
    const end = bytes.length - 8;
    for (let at = 0; at < end; at++) {
      for (const other of others) {
        const changed = bytes.slice();
        changed[at] = other;
        agrees(changed, end);
      }
    }
  }
});

Deno.test("skipJson leaves what is nested deeply to the exact reader", () => {
  const nested = (depth: number) => new TextEncoder().encode("[".repeat(depth) + "]".repeat(depth));
  assert.equal(skipJson(nested(30), 0, 60), 60);
  assert.equal(skipJson(nested(32), 0, 64), -1);
});
