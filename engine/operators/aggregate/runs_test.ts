import assert from "node:assert/strict";
import { runOfEquals, runOfTimes } from "./runs.ts";

const TIMES = [
  0n,
  1n,
  -1n,
  2n ** 31n,
  2n ** 31n - 1n,
  2n ** 32n,
  2n ** 32n - 1n,
  -(2n ** 32n),
  3n * 2n ** 60n,
  -(2n ** 62n),
];

function halves(values: readonly bigint[]): Int32Array {
  return new Int32Array(BigInt64Array.from(values).buffer);
}

Deno.test("runOfTimes ends a run at the first time outside the bounds, whatever the words of the times", () => {
  for (const start of TIMES) {
    for (const end of TIMES) {
      for (const time of TIMES) {
        const isInside = time >= start && time < end;
        const to = runOfTimes(halves([start, time, start]), 0, 2, halves([start, end]));
        assert.equal(to, isInside ? 2 : 1, `${time} in [${start}, ${end})`);
      }
    }
  }
  assert.equal(runOfTimes(halves([5n, 6n, 9n, 10n, 7n]), 1, 5, halves([5n, 10n])), 3);
});

Deno.test("runOfEquals ends a run at the first row with another start or end", () => {
  const same = TIMES.map(() => 4n);
  for (const one of TIMES) {
    for (const other of TIMES) {
      const to = one === other ? 3 : 2;
      assert.equal(runOfEquals(halves([7n, one, other]), halves(same), 1, 3), to);
      assert.equal(runOfEquals(halves(same), halves([7n, one, other]), 1, 3), to);
    }
  }
});
