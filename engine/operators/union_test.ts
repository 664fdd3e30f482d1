import assert from "node:assert/strict";
import { Union } from "./union.ts";

Deno.test("Union ends once, although a watermark comes after the last end", () => {
  const events: string[] = [];
  const union = new Union({
    process: () => {},
    advance: (watermark) => void events.push(`advance ${watermark}`),
    end: () => void events.push("end"),
  });
  const [left, right] = [union.input(), union.input()];
  left.advance(5n);
  right.advance(3n);
  right.end();
  left.end();
  left.advance(7n);
  assert.deepEqual(events, ["advance 3", "advance 5", "end"]);
});
