import assert from "node:assert/strict";
import type { PartitionProgress } from "../../connectors/connector.ts";
import { silenceReason, type SilentQuery } from "./silence.ts";

const NOW = 1_000_000_000;

function partition(position: number, end: number | undefined, timestamp?: number): PartitionProgress {
  return { partition: 0, position, end, timestamp };
}

function reason(partitions: readonly PartitionProgress[], more: Partial<SilentQuery> & { fromLatest?: boolean } = {}) {
  const { fromLatest = true, ...query } = more;
  return silenceReason({
    tables: [{ table: "orders", partitions, fromLatest }],
    rowsIn: 0,
    rowsOut: 0,
    now: NOW,
    ...query,
  });
}

Deno.test("silenceReason says that a topic is empty", () => {
  assert.match(reason([partition(0, 0), partition(0, 0)]) ?? "", /^The topic of orders is empty/);
});

Deno.test("silenceReason counts what lies before a start at the end, and names the cure", () => {
  assert.equal(
    reason([partition(1200, 1200), partition(34, 34)]),
    "Reading of orders began at the end of the topic and nothing has come since; " +
      "up to 1,234 records lie before: 'source.offset' = 'earliest' reads them",
  );
  assert.match(reason([partition(7, 7)], { fromLatest: false }) ?? "", /older records are gone/);
});

Deno.test("silenceReason tells a query that lets nothing through from one that has caught up", () => {
  const read = [partition(5, 5, NOW - 90_000)];
  assert.equal(reason(read, { rowsIn: 5 }), "5 rows were read, and the query lets none of them through");
  assert.equal(reason(read, { rowsIn: 5, rowsOut: 5 }), "Caught up: the last record is 90 s old");
  assert.equal(reason([partition(5, 5, NOW - 840_000)], { rowsOut: 5 }), "Caught up: the last record is 14 min old");
});

Deno.test("silenceReason is silent while there is something to read, or when nothing is known", () => {
  assert.equal(reason([partition(5, 9, NOW)]), undefined);
  assert.equal(reason([partition(5, undefined)]), undefined);
  assert.equal(reason([]), undefined);
});
