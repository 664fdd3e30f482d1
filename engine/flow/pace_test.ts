import assert from "node:assert/strict";
import { type Mark, Pace } from "./pace.ts";

const SOURCE = {};

function mark(at: number, rows: number, watermark?: bigint): Mark {
  return { at, rowsIn: rows, rowsOut: rows / 2, watermark, positions: new Map([[SOURCE, new Map([[3, rows]])]]) };
}

Deno.test("Pace answers what went through a second, over its marks", () => {
  const pace = new Pace();
  assert.equal(pace.rates(mark(0, 0)), undefined);
  pace.tick(0, () => mark(0, 100, 0n));
  assert.equal(pace.rates(mark(900, 500)), undefined, "not even a second");
  const rates = pace.rates(mark(2000, 500, 4_000_000_000n));
  assert.equal(rates?.rowsIn, 200);
  assert.equal(rates?.rowsOut, 100);
  assert.equal(rates?.watermark, 2);
  assert.equal(rates?.positions.get(SOURCE)?.get(3), 200);
});

Deno.test("Pace forgets what is older than ten seconds, and makes a mark once a second", () => {
  const pace = new Pace();
  let asked = 0;
  for (let at = 0; at <= 20_000; at += 50) {
    pace.tick(at, () => {
      asked++;
      return mark(at, at < 10_000 ? 0 : at - 10_000);
    });
  }
  assert.equal(asked, 21);
  assert.equal(pace.rates(mark(20_000, 10_000))?.rowsIn, 1000);
  assert.equal(pace.rates()?.rowsIn, 1000, "up to the last mark");
});
