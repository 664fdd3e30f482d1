import assert from "node:assert/strict";
import { SqlError } from "../schema/errors.ts";
import { BIGINT_UNSIGNED, TIMESTAMP } from "../schema/types.ts";
import { IMPULSE } from "./impulse.ts";
import { EVENT_TIME } from "./row_source.ts";
import { collectRows, optionsFor, sourceRequest, tableOf } from "./testing.ts";

const FIELDS = [
  { name: EVENT_TIME, type: TIMESTAMP, nullable: false, hidden: true },
  { name: "counter", type: BIGINT_UNSIGNED, nullable: false },
];

function source(options: Record<string, string>, fields = FIELDS) {
  return IMPULSE.source!(sourceRequest(IMPULSE, { options, fields, environment: { now: () => 5000 } }));
}

Deno.test("impulse counts and spaces event time by the interval", async () => {
  const counted = { event_rate: "10", event_time_interval: "1 second", message_count: "3" };
  const { rows, ended } = await collectRows(source(counted), FIELDS);
  assert.deepEqual(rows, [[5_000_000_000n, 0n], [6_000_000_000n, 1n], [7_000_000_000n, 2n]]);
  assert.ok(ended);
});

Deno.test("impulse takes the wall clock as event time without an interval", async () => {
  const { rows } = await collectRows(source({ event_rate: "10" }), FIELDS, { limit: 1 });
  assert.deepEqual(rows, [[5_000_000_000n, 0n]]);
});

Deno.test("impulse delivers its second column as 0 and goes on after a restart", async () => {
  const fields = IMPULSE.columns!;
  const options = { event_rate: "10", event_time_interval: "1000", message_count: "2000" };
  const { rows } = await collectRows(source(options, [...fields]), fields, { from: new Map([[0, 1998]]) });
  assert.deepEqual(rows, [[1998n, 0n], [1999n, 0n]]);
});

Deno.test("impulse is bounded by message_count alone", () => {
  const bounded = (options: Record<string, string>) =>
    IMPULSE.bounded!(optionsFor(IMPULSE, tableOf("impulse", options)));
  assert.equal(bounded({ event_rate: "10" }), false);
  assert.equal(bounded({ event_rate: "10", message_count: "1" }), true);
});

Deno.test("impulse reads event_time_interval as nanoseconds or interval", () => {
  const read = (text: string) => IMPULSE.tableOptions.event_time_interval.read({ value: text }, "event_time_interval");
  assert.equal(read("1000"), 1000n);
  assert.equal(read("5ms"), 5_000_000n);
  assert.throws(() => read("often"), {
    name: "SqlError",
    message: "invalid value for 'event_time_interval': expected an interval such as '1 second', got 'often'",
  });
  const months = { value: { months: 1, days: 0, nanos: 0n } };
  assert.throws(() => IMPULSE.tableOptions.event_time_interval.read(months, "event_time_interval"), {
    message: "months are not supported in this interval",
  });
});

Deno.test("impulse needs event_rate and knows no other options", () => {
  const read = (options: Record<string, string>) => () => optionsFor(IMPULSE, tableOf("impulse", options));
  assert.throws(read({}), { name: "SqlError", message: "required option 'event_rate' not set" });
  assert.throws(read({ event_rate: "0" }), SqlError);
  assert.throws(read({ event_rate: "1", rate: "2" }), {
    message: "unknown options provided in WITH clause: 'rate'",
  });
});

Deno.test("impulse read again counts as far as it counted, and its event time is another", async () => {
  const options = optionsFor(IMPULSE, tableOf("impulse", { event_rate: "0.001" }));
  const again = IMPULSE.again!(options, { ranges: [{ partition: 0, from: 0, to: 3 }] });
  const request = sourceRequest(IMPULSE, {
    options: { event_rate: "1" },
    fields: FIELDS,
    environment: { now: () => Date.now() },
  });
  const { rows } = await collectRows(IMPULSE.source!({ ...request, options: again }), FIELDS);
  assert.deepEqual(rows.map(([, counter]) => counter), [0n, 1n, 2n]);
  assert.deepEqual(FIELDS.map((field) => IMPULSE.stamps!(options, field)), [true, false]);
});
