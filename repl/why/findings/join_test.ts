import assert from "node:assert/strict";
import type { ObservedSide } from "../../../engine/flow/observation.ts";
import { found, join, readThrough, rows, windows } from "../test_observation.ts";

const USERS = readThrough(3, { table: "users" });

function side(rows: number, name: string, values: readonly string[]): ObservedSide {
  return { rows, kept: rows, keys: [{ name, type: "TEXT", nulls: 0, values }] };
}

function finding(left: readonly string[], right: readonly string[]) {
  const sides = { left: side(5, "user_id", left), right: side(3, "id", right) };
  return found(rows(join(readThrough(5), USERS, sides)))[0];
}

Deno.test("joinFindings shows keys of both sides, and how they differ", () => {
  const apart = finding(["'ann'"], ["'x'", "'y'"]);
  assert.equal(
    apart?.text,
    "No key of the join met: orders.user_id TEXT 'ann' against users.id TEXT 'x', 'y' " +
      "(5 rows of orders, 3 of users; kept at present: 5 and 3)",
  );
  assert.equal(apart?.cure, "Compare the values: the columns may not mean the same");
  assert.match(finding(["'Ann '"], ["'ann'"])?.cure ?? "", /join on lower\(trim\(user_id\)\) = lower\(trim\(id\)\)/);
  assert.match(finding(["'u-042'"], ["'42'"])?.cure ?? "", /what stands before the number.*regexp_replace\(user_id/);
  assert.match(finding(["'42'"], ["'u-042'"])?.cure ?? "", /what stands before the number.*regexp_replace\(id/);
});

Deno.test("joinFindings does not blame keys that are on both sides", () => {
  const found = finding(["'a'", "'b'"], ["'b'"]);
  assert.equal(found?.cause, "join_keys_apart_in_time");
});

Deno.test("joinFindings waits for a side without rows, and for windows that are open", () => {
  const empty = readThrough(0, { table: "users", partitions: [] });
  assert.equal(
    found(rows(join(readThrough(5), empty)))[0]?.text,
    "The join waits for users: it has given no rows, and orders 5",
  );
  const open = { count: 1, nextClose: 5n, lateRows: 0, worstLateness: undefined };
  const causes = found(rows(join(readThrough(5), USERS, { windows: open }))).map(({ cause }) => cause);
  assert.ok(!causes.includes("no_join_key_met"), causes.join());
  assert.equal(windows(USERS, open).windows?.count, 1);
});
