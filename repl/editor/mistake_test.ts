import assert from "node:assert/strict";
import type { Session } from "../../engine/session.ts";
import { parseStatement } from "../../sql/parse.ts";
import { firstMistake } from "./mistake.ts";
import { openTestSession } from "../../tests/open_session.ts";

async function openSession(): Promise<Session> {
  const session = await openTestSession();
  await session.run(parseStatement("CREATE TABLE t WITH (connector = 'impulse', event_rate = 1)"));
  return session;
}

/** The text with the mistake between `<` and `>`, and its first words. */
const CASES: readonly (readonly [text: string, marked: string | undefined])[] = [
  ["SELECT 1", undefined],
  ["SELECT counter FROM t;", undefined],
  ["SELECT a b c FROM t", "SELECT a b <c> FROM t: Expected"],
  ["SELECT a b c", undefined],
  ["SELECT a b c;", "SELECT a b <c>;: Expected"],
  ["SELECT (1 + ", undefined],
  ["SELECT 'open", undefined],
  ["SELECT nope FROM t", "SELECT <nope> FROM t: 'nope' not found"],
  ["SELECT counter FROM nope", undefined],
  ["SELECT counter FROM nope;", "SELECT counter FROM <nope>;: table"],
  ["SELECT 1; SELECT nope FROM t;", "SELECT 1; SELECT <nope> FROM t;: 'nope' not found"],
  ["CREATE TABLE n (a INT) WITH (connector = 'datagen'); SELECT a FROM n;", undefined],
  ["SELECT :x + 1;", undefined],
  ["\\d nope", undefined],
  ["", undefined],
];

Deno.test("firstMistake finds what is wrong, but not at the end of what is being typed", async () => {
  await using session = await openSession();
  for (const [text, expected] of CASES) {
    const found = await firstMistake(text, session, { x: "1" });
    const marked = found &&
      `${text.slice(0, found.start)}<${text.slice(found.start, found.end)}>${text.slice(found.end)}: ${found.message}`;
    assert.equal(marked?.toLowerCase().slice(0, expected?.length), expected?.toLowerCase(), text);
  }
  assert.deepEqual([session.jobs.length, session.definitions.tables().length], [0, 1]);
});
