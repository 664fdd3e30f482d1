import assert from "node:assert/strict";
import { dateToText, parseDate } from "./date.ts";
import { parseTime, timeToText } from "./time.ts";
import { convertTimestamp, parseTimestamp, split, splitNanos, splitUnits, timestampToText } from "./timestamp.ts";

function read(text: string): string | undefined {
  const nanos = parseTimestamp(text, 9);
  return nanos === undefined ? undefined : timestampToText(nanos, 9);
}

Deno.test("parseTimestamp reads every form of the grammar as DataFusion does", () => {
  const accepted: Record<string, string> = {
    "2026-01-31": "2026-01-31T00:00:00",
    "2026-01-31 10:00:00": "2026-01-31T10:00:00",
    "2026-01-31T10:00:00.5": "2026-01-31T10:00:00.500",
    "2026-01-31t10:00:00z": "2026-01-31T10:00:00",
    "2026-01-31 10:00:00.1234567891": "2026-01-31T10:00:00.123456789",
    "2026-01-31 10:00:00+0000": "2026-01-31T10:00:00",
    "2026-01-31 10:00:00+02": "2026-01-31T08:00:00",
    "2026-01-31 10:00:00 +02:00": "2026-01-31T08:00:00",
    "2026-01-31 10:00:00 -00:30": "2026-01-31T10:30:00",
    "2026-01-31 10:00:00 UTC": "2026-01-31T10:00:00",
    "2026-01-31 10:00:00 Europe/Oslo": "2026-01-31T09:00:00",
    "2026-07-31 10:00:00 America/New_York": "2026-07-31T14:00:00",
    "1677-09-21T00:12:43.145224193": "1677-09-21T00:12:43.145224193",
    "2262-04-11T23:47:16.854775807": "2262-04-11T23:47:16.854775807",
    "1969-12-31T23:59:59.999999999": "1969-12-31T23:59:59.999999999",
  };
  for (const [text, expected] of Object.entries(accepted)) assert.equal(read(text), expected, text);
});

Deno.test("parseTimestamp refuses other texts, skipped and doubled local times, and years out of range", () => {
  const refused = [
    "",
    "2026-01-31T10:00",
    "2026-01-31 10",
    "2026-1-31",
    "20260131",
    " 2026-01-31",
    "2026-01-31 10:00:00 ",
    "2026-01-31 10:00:00.",
    "2026-01-31 10:00:00,5",
    "2026-01-31 24:00:00",
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-01-31Z",
    "2026-01-31 10:00:00+25:00",
    "2026-01-31 10:00:00 Mars/Olympus",
    "2026-03-29 02:30:00 Europe/Oslo",
    "2026-10-25 02:30:00 Europe/Oslo",
    "9999-01-31 10:00:00",
    "1677-09-21T00:12:43.145224191",
    "12026-01-31 10:00:00",
  ];
  for (const text of refused) assert.equal(read(text), undefined, text);
});

Deno.test("parseTimestamp floors to coarser units, also before 1970", () => {
  assert.equal(parseTimestamp("1969-12-31T23:59:59.5", 0), -1n);
  assert.equal(parseTimestamp("1969-12-31T23:59:59.9996", 3), -1n);
  assert.equal(parseTimestamp("2026-01-31T10:00:00.1234567", 6), 1_769_853_600_123_456n);
  assert.equal(timestampToText(parseTimestamp("9999-12-31T00:00:00", 3) ?? 0n, 3), "9999-12-31T00:00:00");
});

Deno.test("convertTimestamp is exact to finer units, floors to coarser ones and checks the range", () => {
  assert.equal(convertTimestamp(-1n, 9, 3), -1n);
  assert.equal(convertTimestamp(-1_000_000n, 9, 3), -1n);
  assert.equal(convertTimestamp(1500n, 3, 9), 1_500_000_000n);
  assert.equal(convertTimestamp(9_223_372_037n, 0, 9), undefined);
});

Deno.test("timestampToText reads back as the same instant for random nanoseconds and units", () => {
  for (let i = 0; i < 2000; i++) {
    const nanos = BigInt.asIntN(64, BigInt(Math.floor(Math.random() * 2 ** 32)) * 4_294_967_296n + BigInt(i * 7919));
    assert.equal(parseTimestamp(timestampToText(nanos, 9), 9), nanos);
    const millis = BigInt(Math.floor((Math.random() - 0.5) * 8e12));
    const text = timestampToText(millis, 3);
    assert.equal(parseTimestamp(text, 3), millis);
    assert.equal(Date.parse(text + "Z"), Number(millis));
  }
});

Deno.test("parseDate reads days and whole timestamps, whose UTC day counts", () => {
  assert.equal(parseDate("1970-01-02"), 1);
  assert.equal(parseDate("1969-12-31T23:59:59.5"), -1);
  assert.equal(dateToText(parseDate("2026-01-31T23:00:00-05:00") ?? 0), "2026-02-01");
  assert.equal(parseDate("2026-01-31T10:00"), undefined);
});

Deno.test("dateToText agrees with Date for every 97th day of years 0 to 9999", () => {
  for (let day = -719_528; day < 2_932_896; day += 97) {
    assert.equal(dateToText(day), new Date(day * 86_400_000).toISOString().slice(0, 10));
    assert.equal(parseDate(dateToText(day)), day);
  }
});

Deno.test("parseTime takes seconds and fractions as optional", () => {
  assert.equal(timeToText(parseTime("10:11") ?? -1n), "10:11:00");
  assert.equal(timeToText(parseTime("1:11:12") ?? -1n), "01:11:12");
  assert.equal(timeToText(parseTime("10:11:12.1234567899") ?? -1n), "10:11:12.123456789");
  assert.equal(timeToText(parseTime("10:11:12.5") ?? -1n), "10:11:12.500");
  for (const text of ["24:00:00", "10:60", "10:11:60", "10", "10:11:", "10:11:12.", "10:11 PM"]) {
    assert.equal(parseTime(text), undefined, text);
  }
});

Deno.test("splitNanos and splitUnits agree with bigint division at the edges and for random values", () => {
  const check = (units: bigint, precision: 0 | 3 | 6 | 9) => {
    const perSecond = 10n ** BigInt(precision);
    const rest = ((units % perSecond) + perSecond) % perSecond;
    splitUnits(units, precision);
    assert.deepEqual([BigInt(split.seconds), BigInt(split.nanos)], [
      (units - rest) / perSecond,
      rest * 10n ** BigInt(9 - precision),
    ]);
  };
  for (const seconds of [-9_223_372_036n, -1n, 0n, 1n, 1_769_853_600n, 4_294_967_296n, 9_223_372_036n]) {
    for (const rest of [0n, 1n, 511n, 512n, 513n, 854_775_806n]) {
      for (const sign of [-1n, 1n]) {
        const nanos = seconds * 1_000_000_000n + sign * rest;
        if (BigInt.asIntN(64, nanos) === nanos) check(nanos, 9);
      }
    }
  }
  for (let i = 0; i < 5000; i++) {
    const high = BigInt(Math.floor((Math.random() - 0.5) * 2 ** 32));
    check(high * 4_294_967_296n + BigInt(Math.floor(Math.random() * 2 ** 32)), 9);
    check(BigInt(Math.floor((Math.random() - 0.5) * 5e14)), 3);
    check(BigInt(Math.floor((Math.random() - 0.5) * 2 ** 40)) * 1000n + BigInt(i), 6);
  }
  check(-62_167_219_200_000_001n, 6);
  splitNanos(-1n);
  assert.deepEqual(split, { seconds: -1, nanos: 999_999_999 });
});
