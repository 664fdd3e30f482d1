import assert from "node:assert/strict";
import { dateToText, parseDate } from "./date.ts";
import {
  addToDate,
  addToTimestamp,
  compareIntervals,
  divideInterval,
  intervalToText,
  multiplyInterval,
  negateInterval,
  parseInterval,
} from "./interval.ts";
import { parseTimestamp, timestampToText } from "./timestamp.ts";

function read(text: string): string | undefined {
  const interval = parseInterval(text);
  return interval === undefined ? undefined : intervalToText(interval);
}

Deno.test("parseInterval and intervalToText agree with DataFusion", () => {
  const expected: Record<string, string | undefined> = {
    "1 day 2 hours 30 minutes 1.5 seconds": "1 days 2 hours 30 mins 1.500000000 secs",
    "-1 day 2 hours": "-1 days 2 hours",
    "14 months": "14 mons",
    "1.5 days": "1 days 12 hours",
    "-1.5 days": "-1 days -12 hours",
    "1.5 months": "1 mons 15 days",
    "0.1 months": "3 days",
    "1.5 years": "18 mons",
    "1.5 weeks": "10 days 12 hours",
    "1 year 2 mons 3 d 4 h 5 m 6 s": "14 mons 3 days 4 hours 5 mins 6.000000000 secs",
    "-0.5 seconds": "-0.500000000 secs",
    "90 minutes": "1 hours 30 mins",
    "25 hours": "25 hours",
    "5": "5.000000000 secs",
    "1 hour -30 minutes": "30 mins",
    "1day": "1 days",
    "5 us": "0.000005000 secs",
    "5 MINUTES": "5 mins",
    "1 century 1 decade": "1320 mons",
    "-1 day -2 hours 30 minutes -0.5 seconds": "-1 days -1 hours -30 mins -0.500000000 secs",
    "0 seconds": "0 secs",
    "1:30:00": undefined,
    "1 quarter": undefined,
    "P1D": undefined,
    "": undefined,
    "5 6": undefined,
    "1e3 seconds": undefined,
    "99999999999 years": undefined,
  };
  for (const [text, value] of Object.entries(expected)) assert.equal(read(text), value, text);
  assert.equal(intervalToText(parseInterval("1.5", "hour") ?? { months: 0, days: 0, nanos: 0n }), "1 hours 30 mins");
});

Deno.test("intervalToText reads back as the same interval for random parts", () => {
  for (let i = 0; i < 500; i++) {
    const interval = {
      months: Math.floor((Math.random() - 0.5) * 1000),
      days: Math.floor((Math.random() - 0.5) * 1000),
      nanos: BigInt(Math.floor((Math.random() - 0.5) * 2 ** 53)),
    };
    assert.deepEqual(parseInterval(intervalToText(interval)), interval);
  }
});

Deno.test("addToTimestamp adds months first and clips the day", () => {
  const add = (timestamp: string, interval: string) => {
    const parsed = parseInterval(interval);
    assert.ok(parsed !== undefined);
    return timestampToText(addToTimestamp(parseTimestamp(timestamp, 9) ?? 0n, 9, parsed) ?? 0n, 9);
  };
  assert.equal(add("2026-01-31 10:00:00", "1 month"), "2026-02-28T10:00:00");
  assert.equal(add("2024-01-31 10:00:00", "1 month"), "2024-02-29T10:00:00");
  assert.equal(add("2026-03-31 10:00:00", "-1 month -1 day"), "2026-02-27T10:00:00");
  assert.equal(add("1969-12-31 23:00:00", "1 month 2 hours"), "1970-02-01T01:00:00");
  assert.equal(addToTimestamp(2n ** 63n - 1n, 9, { months: 0, days: 0, nanos: 1n }), undefined);
  assert.equal(addToTimestamp(10n, 0, { months: 0, days: 0, nanos: -500_000_000n }), 9n);
});

Deno.test("addToDate drops the part below a day", () => {
  const add = (date: string, interval: string) =>
    dateToText(addToDate(parseDate(date) ?? 0, parseInterval(interval) ?? { months: 0, days: 0, nanos: 0n }) ?? 0);
  assert.equal(add("2026-01-31", "1 month 36 hours"), "2026-03-01");
  assert.equal(add("2026-01-31", "-1 hours"), "2026-01-31");
});

Deno.test("interval arithmetic keeps parts and compares by 30-day months and 24-hour days", () => {
  const of = (text: string) => {
    const interval = parseInterval(text);
    assert.ok(interval !== undefined);
    return interval;
  };
  assert.equal(compareIntervals(of("1 day"), of("24 hours")), 0);
  assert.equal(compareIntervals(of("1 month"), of("31 days")), -1);
  assert.deepEqual(multiplyInterval(of("1 month 1 day"), 1.5), of("1 month 16 days 12 hours"));
  assert.deepEqual(multiplyInterval(of("1 hour"), 3), of("3 hours"));
  assert.deepEqual(divideInterval(of("1 hour"), 3), of("20 minutes"));
  assert.equal(divideInterval(of("1 hour"), 0), undefined);
  assert.deepEqual(negateInterval(of("1 month 2 days 3 hours")), of("-1 month -2 days -3 hours"));
});
