import assert from "node:assert/strict";
import type { Key } from "../terminal/keys.ts";
import { Captures } from "./captures.ts";

const KEY: Key = { name: "text", text: "x", ctrl: false, alt: false, shift: false };

Deno.test("Captures ask the newest first, and nobody behind the one who takes the key", () => {
  const captures = new Captures();
  assert.ok(captures.none);
  const asked: string[] = [];
  const handler = (name: string, takes: boolean) => () => {
    asked.push(name);
    return takes;
  };
  captures.add(handler("oldest", true));
  captures.add(handler("older", true));
  using newest = captures.add(handler("newest", false));
  assert.ok(captures.take(KEY));
  assert.deepEqual(asked.splice(0), ["newest", "older"]);
  newest[Symbol.dispose]();
  captures.take(KEY);
  assert.deepEqual(asked, ["older"]);
});
