import assert from "node:assert/strict";
import { clockText } from "../instant.ts";
import { comparedLines, comparedText } from "./compared_state.ts";

const AT = Date.UTC(2026, 0, 1, 10, 1, 3, 40);
const NONE = { from: AT, to: AT + 6000, changed: 0, new: 0, gone: 0, only: false };
const SPAN = `${clockText(AT)} → ${clockText(AT + 6000)}`;

Deno.test("comparedText says the instants in their order and what is different", () => {
  assert.equal(comparedText({ ...NONE, changed: 1200, new: 1, gone: 2 }), `${SPAN}: 1,200 changed, 1 new, 2 gone`);
  assert.equal(comparedText({ ...NONE, gone: 1 }), `${SPAN}: 1 gone`);
  assert.equal(comparedText(NONE), `${SPAN}: no difference`);
  assert.equal(comparedText({ ...NONE, to: AT }), `${clockText(AT)} is marked, ← → compare`);
});

Deno.test("comparedText tells instants of the same second apart", () => {
  const second = clockText(AT);
  assert.equal(comparedText({ ...NONE, to: AT + 900 }), `${second}.040 → ${second}.940: no difference`);
});

Deno.test("comparedLines leave out hints first, then what else there is to say, then words", () => {
  const lines = comparedLines(["job 2", "4 rows"], { ...NONE, changed: 3, new: 1, gone: 1 }, true);
  assert.equal(lines[0], ` job 2 · 4 rows · ${SPAN}: 3 changed, 1 new, 1 gone · = only these · Esc ends it · ? keys`);
  assert.deepEqual(lines.slice(-2), [` ${SPAN}: 3 changed, 1 new, 1 gone`, ` ${SPAN} ~3 +1 -1`]);
  assert.match(comparedLines([], { ...NONE, only: true }, true)[0] ?? "", /= all rows/);
  assert.doesNotMatch(comparedLines([], NONE, false)[0] ?? "", /=/);
});
