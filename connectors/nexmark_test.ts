import assert from "node:assert/strict";
import { TIMESTAMP, type Value } from "../schema/types.ts";
import { fieldOf } from "../schema/field.ts";
import { NEXMARK } from "./nexmark.ts";
import { NEXMARK_STRUCTS } from "./nexmark_generator.ts";
import { EVENT_TIME } from "./row_source.ts";
import { collectRows, optionsFor, sourceRequest, tableOf } from "./testing.ts";

const TIME = { name: EVENT_TIME, type: TIMESTAMP, nullable: false, hidden: true };
const FIELDS = [...NEXMARK.columns ?? [], TIME];
const START = { event_rate: "1000", start_time: "2026-01-01T00:00:00Z" };
const START_NANOS = BigInt(Date.UTC(2026, 0, 1)) * 1_000_000n;

function collect(options: Record<string, string>, from = 0, fields = FIELDS, now = () => Date.now()) {
  const request = sourceRequest(NEXMARK, { options, fields, environment: { now } });
  return collectRows(NEXMARK.source!(request), fields, { from: new Map([[0, from]]) });
}

/** The structs of one column that are set. */
function structs(rows: readonly (readonly Value[])[], column: number): (readonly Value[])[] {
  return rows.map((row) => row[column]).filter((value) => Array.isArray(value));
}

Deno.test("nexmark sets exactly one struct per row: 1 person, 3 auctions and 46 bids of every 50", async () => {
  const { rows, ended } = await collect({ ...START, message_count: "5000" });
  assert.equal(rows.length, 5000);
  assert.ok(ended);
  for (let i = 0; i < rows.length; i += 50) {
    const set = rows.slice(i, i + 50).map((row) => row.slice(0, 3).map((value) => (value === null ? 0 : 1)).join(""));
    assert.deepEqual(set, [
      "100",
      ...Array(3).fill("010"),
      ...Array(46).fill("001"),
    ]);
  }
});

Deno.test("nexmark gives members of the declared types, in order", async () => {
  const { rows } = await collect({ ...START, message_count: "1000" });
  for (const [column, kind] of (["person", "auction", "bid"] as const).entries()) {
    for (const values of structs(rows, column)) {
      assert.deepEqual(
        values.map((value) => typeof value),
        NEXMARK_STRUCTS[kind].map(({ type }) => (type.kind === "text" ? "string" : "bigint")),
      );
    }
  }
});

Deno.test("nexmark repeats itself for the same seed and start, and only then", async () => {
  const first = await collect({ ...START, message_count: "3000" });
  assert.deepEqual(await collect({ ...START, message_count: "3000" }), first);
  const other = await collect({ ...START, message_count: "3000", seed: "1" });
  assert.notDeepEqual(structs(other.rows, 2), structs(first.rows, 2));
});

Deno.test("nexmark goes on at any position with the same rows", async () => {
  const whole = await collect({ ...START, message_count: "3000" });
  for (const position of [1, 999, 1024, 2999]) {
    const tail = await collect({ ...START, message_count: "3000" }, position);
    assert.deepEqual(tail.rows, whole.rows.slice(position));
    assert.equal(tail.next, 3000);
  }
});

Deno.test("nexmark's event time is the datetime of the struct, spaced by the rate", async () => {
  const { rows } = await collect({ ...START, message_count: "200" });
  for (const [i, [person, auction, bid, time]] of rows.entries()) {
    assert.equal(time, START_NANOS + BigInt(i) * 1_000_000n);
    const datetime = Array.isArray(person) ? person[6] : Array.isArray(auction) ? auction[5] : (bid as Value[])[5];
    assert.equal(datetime, time);
  }
});

Deno.test("nexmark numbers persons and auctions in order and lets auctions expire later", async () => {
  const { rows } = await collect({ ...START, message_count: "1000" });
  assert.deepEqual(structs(rows, 0).map((one) => one[0]), Array.from({ length: 20 }, (_, i) => BigInt(1000 + i)));
  assert.deepEqual(structs(rows, 1).map((one) => one[0]), Array.from({ length: 60 }, (_, i) => BigInt(1000 + i)));
  for (const auction of structs(rows, 1)) assert.ok((auction[6] as bigint) > (auction[5] as bigint));
});

Deno.test("nexmark's bids are skewed: half fall on hot auctions, three in four come from hot bidders", async () => {
  const { rows } = await collect({ ...START, message_count: "50000" });
  const bids = structs(rows, 2);
  const share = (test: (bid: readonly Value[]) => boolean) => bids.filter(test).length / bids.length;
  const hotAuction = share((bid) => (bid[0] as bigint) % 100n === 0n);
  const hotBidder = share((bid) => (bid[1] as bigint) % 100n === 1n);
  assert.ok(hotAuction > 0.49 && hotAuction < 0.53, `hot auctions ${hotAuction}`);
  assert.ok(hotBidder > 0.74 && hotBidder < 0.78, `hot bidders ${hotBidder}`);
  const hotSeller = structs(rows, 1).filter((auction) => (auction[7] as bigint) % 100n === 0n).length;
  assert.ok(hotSeller > 0.7 * 3000 && hotSeller < 0.8 * 3000, `hot sellers ${hotSeller}`);
});

Deno.test("nexmark's bids know what the queries look for", async () => {
  const { rows } = await collect({ ...START, message_count: "5000" });
  const bids = structs(rows, 2);
  const named = bids.filter((bid) => ["Google", "Facebook", "Baidu", "Apple"].includes(String(bid[3])));
  assert.ok(named.length > 0.45 * bids.length && named.length < 0.55 * bids.length);
  for (const bid of bids) {
    assert.match(
      String(bid[4]),
      /^https:\/\/www\.nexmark\.com\/[a-z]+\/[a-z]+\/[a-z]+\/item\.htm\?query=1(&channel_id=\d+)?$/,
    );
    assert.ok((bid[2] as bigint) >= 100n && (bid[2] as bigint) <= 100_000_000n);
  }
  const states = new Set(structs(rows, 0).map((person) => person[5]));
  assert.deepEqual([...states].sort(), ["AZ", "CA", "ID", "OR", "WA", "WY"]);
});

Deno.test("nexmark delivers only the columns asked for, in their order", async () => {
  const whole = await collect({ ...START, message_count: "100" });
  const fields = [TIME, NEXMARK.columns![2]!];
  const some = await collect({ ...START, message_count: "100" }, 0, fields);
  assert.deepEqual(some.rows, whole.rows.map((row) => [row[3], row[2]]));
});

Deno.test("nexmark with a runtime ends after rate times runtime events", async () => {
  let now = 0;
  const { rows, ended } = await collect({ event_rate: "500", runtime: "0.5" }, 0, FIELDS, () => now += 200);
  assert.equal(rows.length, 250);
  assert.ok(ended);
});

Deno.test("nexmark keeps event time near the clock after a restart without start_time", async () => {
  const now = Date.UTC(2026, 5, 1);
  const { rows } = await collect({ event_rate: "10", runtime: "100" }, 999, FIELDS, () => now);
  assert.deepEqual(rows.map((row) => row[3]), [BigInt(now) * 1_000_000n]);
});

Deno.test("nexmark is bounded by message_count or runtime", () => {
  const options = (given: Record<string, string>) => optionsFor(NEXMARK, tableOf("nexmark", given));
  assert.equal(NEXMARK.bounded!(options({ event_rate: "1" })), false);
  assert.equal(NEXMARK.bounded!(options({ event_rate: "1", runtime: "1" })), true);
  assert.equal(NEXMARK.bounded!(options({ event_rate: "1", message_count: "1" })), true);
});

Deno.test("nexmark refuses a start_time that is none and needs event_rate", () => {
  const read = (given: Record<string, string>) => () => optionsFor(NEXMARK, tableOf("nexmark", given));
  assert.throws(read({ event_rate: "1", start_time: "yesterday" }), {
    name: "SqlError",
    message: "invalid value for 'start_time': expected an ISO time or milliseconds since the epoch, got 'yesterday'",
  });
  assert.throws(read({}), { message: "required option 'event_rate' not set" });
});

Deno.test("nexmark has the three nullable structs as columns", () => {
  assert.deepEqual(
    NEXMARK.columns,
    (["person", "auction", "bid"] as const).map((kind) =>
      fieldOf(kind, { kind: "struct", fields: NEXMARK_STRUCTS[kind] })
    ),
  );
});

Deno.test("nexmark read again gives as many events as it gave, the same ones where it has a start_time", () => {
  const options = (given: Record<string, string>) => optionsFor(NEXMARK, tableOf("nexmark", given));
  const timed = options({ ...START, runtime: "5" });
  const reading = { ranges: [{ partition: 0, from: 0, to: 7 }] };
  assert.deepEqual(NEXMARK.again!(timed, reading), { ...timed, message_count: 7, runtime: undefined });
  assert.equal(NEXMARK.stamps!(timed, TIME), false);
  assert.equal(NEXMARK.stamps!(options({ event_rate: "10" }), TIME), true);
});
