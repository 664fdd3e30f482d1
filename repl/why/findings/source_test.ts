import assert from "node:assert/strict";
import { found, NOW, partition, readThrough, rows, scan } from "../test_observation.ts";

const first = (...given: Parameters<typeof found>) => found(...given)[0];
const text = (...given: Parameters<typeof found>) => first(...given)?.text;

Deno.test("unreadFindings tells an empty topic from one whose records are gone", () => {
  assert.equal(text(rows(scan([partition(0, 0), partition(0, 0)]))), "The topic orders.v1 is empty");
  const gone = partition(1200, 1200, { first: 1200, began: 1200 });
  assert.equal(text(rows(scan([gone]))), "The topic orders.v1 has no records: the 1,200 it had are gone");
  assert.equal(text(rows(scan([partition(0, 0)], { isTopic: false, place: "a.json" }))), "The file a.json is empty");
});

Deno.test("unreadFindings counts what lies before a start at the end, exactly where it can", () => {
  const at = (position: number, start: number | undefined) =>
    partition(position, position, { first: start, began: position });
  const exact = scan([at(1200, 200), at(34, 0)], { offset: undefined });
  assert.match(text(rows(exact)) ?? "", /nothing has come since; 1,034 records lie before$/);
  const unknown = scan([at(1200, undefined), at(34, 0)], { offset: "LATEST" });
  assert.match(text(rows(unknown)) ?? "", /nothing has come since; up to 1,234 records lie before$/);
  const group = scan([at(7, 0)], { offset: "group" });
  assert.match(
    text(rows(group)) ?? "",
    /^Nothing has come to orders .*\(source.offset 'group'\); 7 records lie before$/,
  );
});

Deno.test("unreadFindings waits until the end of every partition is known", () => {
  assert.deepEqual(found(rows(scan([partition(5, 5, { began: 5 }), partition(5, undefined)]))), []);
  assert.deepEqual(found(rows(scan([]))), []);
});

Deno.test("caughtUpFindings says how old the last record is, when rows have stopped coming", () => {
  assert.equal(text(rows(readThrough(5))), "Caught up: the last record of orders is 14 min old");
  const flowing = scan([partition(5, 5, { timestamp: NOW - 500 })]);
  assert.deepEqual(found(rows(flowing)), []);
  assert.equal(text(rows(scan([partition(5, 5)]))), "Caught up");
});

Deno.test("stillReadingFindings counts, and says how long it will take at the present pace", () => {
  const reading = (rate: number | undefined) => text(rows(scan([partition(1000, 41_000, { rate })])));
  assert.equal(reading(1000), "Still reading orders: 1,000 of 41,000 records, 1,000 a second, about 40 s to go");
  assert.equal(reading(0), "Still reading orders: 1,000 of 41,000 records, and none in the last seconds");
  assert.equal(reading(undefined), "Still reading orders: 1,000 of 41,000 records");
  assert.equal(reading(50_000), undefined, "within a second of the end");
});

Deno.test("openTransactionFindings names partitions that are held back, and not those with something left to read", () => {
  const held = (number: number, position: number, count: number) =>
    partition(position, 5, { partition: number, held: count });
  const finding = first(rows(scan([held(0, 5, 10), held(1, 5, 2), held(2, 3, 9), held(3, 5, 0)])));
  assert.equal(
    finding?.text,
    "An open transaction of a producer holds back 12 records of orders (partitions 0 and 1)",
  );
  const nothing = scan([partition(0, 0, { held: 4 })]);
  assert.equal(first(rows(nothing))?.cause, "open_transaction", "the topic is not empty");
});
