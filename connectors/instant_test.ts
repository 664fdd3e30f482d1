import assert from "node:assert/strict";
import { parseInstant } from "./instant.ts";

Deno.test("parseInstant reads ISO text as UTC unless it has a zone", () => {
  const noon = Date.UTC(2026, 0, 31, 12);
  assert.equal(parseInstant("2026-01-31T12:00:00Z"), noon);
  assert.equal(parseInstant("2026-01-31 12:00:00"), noon);
  assert.equal(parseInstant(" 2026-01-31T13:00:00.000+01:00 "), noon);
  assert.equal(parseInstant("2026-01-31T13:00:00+0100"), noon);
  assert.equal(parseInstant("2026-01-31"), noon - 12 * 3_600_000);
  assert.equal(parseInstant("2026-01-31T12:00:00.123456789"), noon + 123);
});

Deno.test("parseInstant reads whole numbers as milliseconds", () => {
  assert.equal(parseInstant("0"), 0);
  assert.equal(parseInstant("1769860800000"), 1769860800000);
});

Deno.test("parseInstant refuses what is no moment", () => {
  for (
    const text of ["", "soon", "2026-02-30", "2026-13-01", "2026-01-01T25:00:00", "-5", "1.5", "12:00", "2026-01-01T"]
  ) {
    assert.equal(parseInstant(text), undefined, text);
  }
});
