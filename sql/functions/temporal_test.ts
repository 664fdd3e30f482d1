import assert from "node:assert/strict";
import {
  BIGINT,
  DATE,
  decimalType,
  INT,
  INTERVAL,
  type SqlType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
  typeName,
} from "../../schema/types.ts";
import { SqlError } from "../../schema/errors.ts";
import { castImplementation } from "../cast.ts";
import { callable } from "../evaluate.ts";
import { clock } from "./clock.ts";
import { dayOfYear, isoWeek, isoYear } from "./strftime.ts";
import { TEMPORAL_FUNCTIONS } from "./temporal.ts";
import { call, callWithLiterals, failure, resultType, type TestArgument, type Typed, typed } from "./test_call.ts";

function of(text: string, type: SqlType): Typed {
  const cast = castImplementation(TEXT, type);
  assert.ok(cast !== undefined, typeName(type));
  return typed(type, callable(cast.implementation, 1)(text));
}

const ts = (text: string) => of(text, TIMESTAMP);
const date = (text: string) => of(text, DATE);
const time = (text: string) => of(text, TIME);
const interval = (text: string) => of(text, INTERVAL);
const run = (name: string, ...args: TestArgument[]) => call(TEMPORAL_FUNCTIONS, name, ...args);
const constant = (name: string, ...args: TestArgument[]) => callWithLiterals(TEMPORAL_FUNCTIONS, name, ...args);
const typeOf = (name: string, ...args: TestArgument[]) => typeName(resultType(TEMPORAL_FUNCTIONS, name, ...args));

Deno.test("date_part gives the parts of timestamps as DataFusion does", () => {
  const expected: [string, string, string][] = [
    ["epoch", "2026-01-31 10:11:12.5", "1769854272.5"],
    ["second", "2026-01-31 10:11:12.5", "12"],
    ["millisecond", "2026-01-31 10:11:12.5", "12500"],
    ["microsecond", "2026-01-31 10:11:12.5", "12500000"],
    ["dow", "2026-02-01 10:11:12.5", "0"],
    ["doy", "2026-02-01 10:11:12.5", "32"],
    ["week", "2027-01-01 10:11:12.5", "53"],
    ["QTR", "2026-02-01 10:11:12.5", "1"],
    ["hours", "2026-02-01 10:11:12.5", "10"],
    ["minute", "2026-02-01 10:11:12.5", "11"],
    ["day", "1969-12-31 23:59:59.5", "31"],
    ["year", "1969-12-31 23:59:59.5", "1969"],
    ["hour", "1969-12-31 23:59:59.5", "23"],
    ["second", "1969-12-31 23:59:59.5", "59"],
    ["millisecond", "1969-12-31 23:59:59.5", "59500"],
    ["epoch", "1969-12-31 23:59:59.5", "-0.5"],
    ["day", "1969-12-31 00:00:00", "31"],
  ];
  for (const [part, text, value] of expected) assert.equal(constant("date_part", part, ts(text)), value, part);
  assert.equal(typeOf("date_part", "hour", ts("2026-01-31")), "INT");
  assert.equal(typeOf("extract", "EPOCH", ts("2026-01-31")), "DOUBLE");
});

Deno.test("date_part gives the parts of every precision, of dates, times and intervals", () => {
  for (const precision of [0, 3, 6, 9] as const) {
    const value = of("2026-01-31 10:11:12", timestampType(precision));
    assert.equal(constant("date_part", "hour", value), "10");
    assert.equal(constant("date_part", "minute", value), "11");
    assert.equal(constant("date_part", "millisecond", value), "12000");
    assert.equal(constant("date_part", "month", value), "1");
  }
  const expected: [string, Typed, string][] = [
    ["epoch", date("2026-01-31"), "1769817600.0"],
    ["hour", date("2026-01-31"), "0"],
    ["doy", date("2026-12-31"), "365"],
    ["hour", time("10:11:12"), "10"],
    ["millisecond", time("10:00:01.5"), "1500"],
    ["epoch", time("10:00:01.5"), "36001.5"],
    ["hour", interval("26 hours"), "26"],
    ["minute", interval("90 minutes"), "30"],
    ["second", interval("1 minute 2.5 seconds"), "2"],
    ["day", interval("14 months 3 days"), "3"],
    ["year", interval("14 months 3 days"), "1"],
    ["month", interval("14 months"), "2"],
    ["week", interval("14 months 3 days"), "0"],
    ["epoch", interval("2 hours"), "7200.0"],
  ];
  for (const [part, value, result] of expected) assert.equal(constant("date_part", part, value), result, part);
});

Deno.test("date_part refuses unknown parts and parts that come from data", () => {
  assert.match(failure(() => constant("date_part", "isodow", ts("2026-01-31"))), /unknown part 'isodow'/);
  assert.match(failure(() => constant("date_part", "month", time("10:00"))), /TIME has no part 'month'/);
  assert.match(failure(() => run("date_part", "hour", ts("2026-01-31"))), /must be a literal/);
  assert.equal(constant("date_part", "hour", null), "NULL");
});

Deno.test("year to second are parts by their own names", () => {
  const parts = ["year", "month", "day", "hour", "minute", "second"];
  assert.deepEqual(parts.map((part) => run(part, ts("2026-01-31 10:11:12"))), ["2026", "1", "31", "10", "11", "12"]);
  assert.equal(run("minute", time("10:11")), "11");
});

Deno.test("date_trunc cuts down, also before 1970, and keeps the precision", () => {
  const expected: [string, string, string][] = [
    ["week", "2026-01-31 10:00:00", "2026-01-26T00:00:00"],
    ["week", "1969-12-31 10:00:00", "1969-12-29T00:00:00"],
    ["quarter", "1969-11-11 10:00:00.5", "1969-10-01T00:00:00"],
    ["year", "2026-11-11 10:00:00.5", "2026-01-01T00:00:00"],
    ["MONTH", "2026-11-11 10:00:00.5", "2026-11-01T00:00:00"],
    ["hour", "1969-11-11 10:30:00.5", "1969-11-11T10:00:00"],
    ["second", "1969-11-11 10:30:00.5", "1969-11-11T10:30:00"],
    ["millisecond", "1969-11-11 10:30:00.5006", "1969-11-11T10:30:00.500"],
    ["microsecond", "1969-11-11 10:30:00.5006", "1969-11-11T10:30:00.500600"],
    ["day", "1969-12-31 00:00:00", "1969-12-31T00:00:00"],
  ];
  for (const [part, text, value] of expected) assert.equal(constant("date_trunc", part, ts(text)), value, text);
  assert.equal(constant("date_trunc", "day", date("2026-01-31")), "2026-01-31T00:00:00");
  assert.equal(constant("date_trunc", "month", date("2026-01-31")), "2026-01-01T00:00:00");
  assert.equal(typeOf("date_trunc", "hour", of("2026-01-31", timestampType(0))), "TIMESTAMP(0)");
  assert.equal(constant("date_trunc", "hour", of("2026-01-31 10:11:12", timestampType(0))), "2026-01-31T10:00:00");
  assert.equal(
    constant("date_trunc", "millisecond", of("2026-01-31 10:11:12", timestampType(0))),
    "2026-01-31T10:11:12",
  );
  assert.match(failure(() => constant("date_trunc", "decade", ts("2026-01-31"))), /unknown granularity 'decade'/);
  assert.equal(failure(() => constant("date_trunc", "day", ts("1677-09-21 00:12:44"))), "overflow");
  assert.equal(failure(() => constant("date_trunc", "year", ts("1677-09-21 00:12:44"))), "overflow");
});

Deno.test("date_bin counts bins from the origin, in months too", () => {
  const expected: [string, string, string | undefined, string][] = [
    ["15 minutes", "2026-01-31 10:11:12", undefined, "2026-01-31T10:00:00"],
    ["15 minutes", "1969-01-31 10:11:12", undefined, "1969-01-31T10:00:00"],
    ["15 minutes", "2026-01-31 10:11:12", "2026-01-01 00:05:00", "2026-01-31T10:05:00"],
    ["2 months", "2026-02-28 10:11:12", undefined, "2026-01-01T00:00:00"],
    ["2 months", "1969-11-28 10:11:12", undefined, "1969-11-01T00:00:00"],
    ["1 month", "2026-02-28 10:11:12", "2020-01-31", "2026-02-28T00:00:00"],
    ["1 month", "2026-02-27 10:11:12", "2020-01-31", "2026-01-31T00:00:00"],
    ["1 day", "2026-02-28 11:00:00", undefined, "2026-02-28T00:00:00"],
  ];
  for (const [width, text, origin, value] of expected) {
    const args = [interval(width), ts(text), ...(origin === undefined ? [] : [ts(origin)])];
    assert.equal(run("date_bin", ...args), value, `${width} ${text}`);
  }
  assert.equal(run("date_bin", interval("1 day"), date("2026-02-28")), "2026-02-28T00:00:00");
  const seconds = of("2026-01-31 10:11:12", timestampType(0));
  assert.equal(run("date_bin", interval("15 minutes"), seconds), "2026-01-31T10:00:00");
  assert.match(failure(() => run("date_bin", interval("0 days"), ts("2026-01-31"))), /positive width/);
  assert.match(failure(() => run("date_bin", interval("1 month 1 day"), ts("2026-01-31"))), /months together/);
});

Deno.test("to_timestamp takes seconds, texts, formats and times", () => {
  assert.equal(run("to_timestamp", 1500n), "1970-01-01T00:25:00");
  assert.equal(run("to_timestamp", -1.5), "1969-12-31T23:59:58.500");
  assert.equal(run("to_timestamp", typed(decimalType(5, 1), 15n)), "1970-01-01T00:00:01.500");
  assert.equal(run("to_timestamp", "2026-01-31 10:00:00"), "2026-01-31T10:00:00");
  assert.equal(run("to_timestamp", date("2026-01-31")), "2026-01-31T00:00:00");
  assert.equal(run("to_timestamp", null), "NULL");
  assert.equal(failure(() => run("to_timestamp", "abc")), "cannot cast 'abc' to TIMESTAMP");
  assert.throws(() => run("to_timestamp", true), SqlError);
});

Deno.test("to_timestamp_millis and its siblings take units of their precision", () => {
  assert.equal(run("to_timestamp_seconds", 1500n), "1970-01-01T00:25:00");
  assert.equal(run("to_timestamp_millis", 1500n), "1970-01-01T00:00:01.500");
  assert.equal(run("to_timestamp_millis", typed(INT, 1500)), "1970-01-01T00:00:01.500");
  assert.equal(run("to_timestamp_micros", 1500n), "1970-01-01T00:00:00.001500");
  assert.equal(run("to_timestamp_nanos", 1500n), "1970-01-01T00:00:00.000001500");
  assert.equal(run("to_timestamp_millis", "2026-01-31 10:00:00.1234"), "2026-01-31T10:00:00.123");
  assert.equal(run("to_timestamp_seconds", ts("1969-12-31 23:59:59.9")), "1969-12-31T23:59:59");
  assert.equal(typeOf("to_timestamp_millis", 1500n), "TIMESTAMP(3)");
  assert.equal(run("to_timestamp_millis", "31/01/2026", "%d/%m/%Y"), "2026-01-31T00:00:00");
  assert.equal(run("from_unixtime", 1500n), "1970-01-01T00:25:00");
});

Deno.test("to_timestamp reads texts by strftime formats as chrono does", () => {
  const expected: [string, string, string | undefined][] = [
    ["31/01/2026 10-00", "%d/%m/%Y %H-%M", "2026-01-31T10:00:00"],
    ["31 Jan 2026 10:00:00 PM", "%d %b %Y %I:%M:%S %p", "2026-01-31T22:00:00"],
    ["31 January 2026 12:00 am", "%d %B %Y %I:%M %P", "2026-01-31T00:00:00"],
    ["Sat, 31 Jan 2026 10:00:00", "%a, %d %b %Y %H:%M:%S", "2026-01-31T10:00:00"],
    ["Sun, 31 Jan 2026 10:00:00", "%a, %d %b %Y %H:%M:%S", undefined],
    ["1769853600", "%s", "2026-01-31T10:00:00"],
    ["2026-031", "%Y-%j", "2026-01-31T00:00:00"],
    ["69-01-31", "%y-%m-%d", "2069-01-31T00:00:00"],
    ["70-01-31", "%y-%m-%d", "1970-01-31T00:00:00"],
    ["2026-01-31 10:00:00.123456", "%Y-%m-%d %H:%M:%S.%f", "2026-01-31T10:00:00.000123456"],
    ["2026-01-31 10:00:00.5", "%Y-%m-%d %H:%M:%S%.f", "2026-01-31T10:00:00.500"],
    ["2026-01-31 10:00:00", "%Y-%m-%d %H:%M:%S%.f", "2026-01-31T10:00:00"],
    ["2026-01-31 10:00:00.123", "%Y-%m-%d %H:%M:%S%.3f", "2026-01-31T10:00:00.123"],
    ["2026-01-31   10:00:00", "%F %T", "2026-01-31T10:00:00"],
    ["1/2/2026", "%m/%d/%Y", "2026-01-02T00:00:00"],
    ["2026 5 6", "%G %V %u", "2026-01-31T00:00:00"],
    ["2026-01-31T10:00:00Z", "%Y-%m-%dT%H:%M:%SZ", "2026-01-31T10:00:00"],
    ["2026-01-31T10:00:00Z", "%Y-%m-%dT%H:%M:%S%#z", "2026-01-31T10:00:00"],
    ["2026-01-31 10:00:00 +0200", "%Y-%m-%d %H:%M:%S %z", "2026-01-31T08:00:00"],
    ["2026-01-31T10:00:00+02:00", "%+", "2026-01-31T08:00:00"],
    ["2026-01", "%Y-%m", undefined],
    ["2026-02-31", "%Y-%m-%d", undefined],
    ["2026-01-31 10:00 trailing", "%Y-%m-%d %H:%M", undefined],
    ["2026-01-31 25:00", "%Y-%m-%d %H:%M", undefined],
  ];
  for (const [text, format, value] of expected) {
    if (value === undefined) {
      assert.equal(
        failure(() => run("to_timestamp", text, format)),
        `cannot read '${text}' as TIMESTAMP by '${format}'`,
      );
    } else assert.equal(run("to_timestamp", text, format), value, `${text} ${format}`);
  }
  assert.equal(run("to_timestamp", "31/01/2026", "%Y", "%d/%m/%Y"), "2026-01-31T00:00:00");
  assert.match(failure(() => run("to_timestamp", "x", "%Q")), /unknown specifier '%Q'/);
});

Deno.test("to_char writes strftime formats as chrono does", () => {
  const expected: [string, string, string][] = [
    ["2026-01-31 10:00:00.5", "%Y-%m-%d %H:%M:%S%.f", "2026-01-31 10:00:00.500"],
    [
      "2026-01-31 10:00:00.5",
      "%S%.3f|%f|%3f|%.6f|%.9f|%6f|%9f",
      "00.500|500000000|500|.500000|.500000000|500000|500000000",
    ],
    ["2026-01-31", "%.f|%f|%s|%j|%U|%W|%V|%G|%u|%w", "|000000000|1769817600|031|04|04|05|2026|6|6"],
    [
      "2026-01-31",
      "%a|%A|%b|%B|%h|%e|%k|%l|%I|%p|%P|%y|%C|%g|%%|%n|%t",
      "Sat|Saturday|Jan|January|Jan|31| 0|12|12|AM|am|26|20|26|%|\n|\t",
    ],
    [
      "2026-01-31 14:05:09",
      "%D|%F|%x|%v|%T|%X|%R|%r",
      "01/31/26|2026-01-31|01/31/26|31-Jan-2026|14:05:09|14:05:09|14:05|02:05:09 PM",
    ],
    ["2026-01-31 14:05:09", "%c|%-d|%-m|%_d|%0e|%-H|%-I", "Sat Jan 31 14:05:09 2026|31|1|31|31|14|2"],
    ["1969-12-31 23:59:59.5", "%s %H:%M:%S%.f", "-1 23:59:59.500"],
    ["2026-01-31 10:00:00", "YYYY-MM-DD", "YYYY-MM-DD"],
    ["2026-01-31 14:05:09", "%+", "2026-01-31T14:05:09+00:00"],
  ];
  for (const [text, format, value] of expected) assert.equal(run("to_char", ts(text), format), value, format);
  assert.equal(run("date_format", date("2026-01-31"), "%d.%m.%Y"), "31.01.2026");
  assert.equal(run("to_char", time("10:11:12"), "%H%M"), "1011");
  assert.equal(run("to_char", of("2026-01-31 10:00:00.25", timestampType(3)), "%S%.f"), "00.250");
  assert.equal(run("to_char", ts("2026-01-31"), null), "NULL");
  assert.match(failure(() => run("to_char", ts("2026-01-31"), "%Q")), /unknown specifier '%Q'/);
});

Deno.test("to_char and to_timestamp are inverse for random times", () => {
  for (let i = 0; i < 300; i++) {
    const nanos = BigInt(Math.floor((Math.random() - 0.5) * 2 ** 32)) * 1_000_000_000n + BigInt(i * 3_333_333);
    for (
      const format of [
        "%Y-%m-%dT%H:%M:%S%.9f",
        "%A, %d %B %Y %I:%M:%S %p %9f",
        "%G-W%V-%u %T%.9f",
        "%Y/%j %k.%M.%S%.9f",
      ]
    ) {
      const text = run("to_char", typed(TIMESTAMP, nanos), format);
      assert.equal(run("to_unixtime", text, format), run("to_unixtime", typed(TIMESTAMP, nanos)), text);
      assert.equal(run("to_timestamp", text, format), run("to_timestamp", typed(TIMESTAMP, nanos)), text);
    }
  }
});

Deno.test("ISO weeks and days of the year agree with walking the calendar", () => {
  let [week, year, doy] = [1, 1970, 1]; // 1970-01-01 was the Thursday of week 1
  for (let day = 1; day < 30_000; day++) {
    const now = new Date(day * 86_400_000);
    doy = now.getUTCMonth() === 0 && now.getUTCDate() === 1 ? 1 : doy + 1;
    if (now.getUTCDay() === 1) {
      const thursday = new Date((day + 3) * 86_400_000).getUTCFullYear();
      week = thursday === year ? week + 1 : 1;
      year = thursday;
    }
    assert.deepEqual([isoYear(day), isoWeek(day), dayOfYear(day)], [year, week, doy]);
  }
});

Deno.test("to_unixtime floors, to_date and make_date check the calendar", () => {
  assert.equal(run("to_unixtime", ts("2026-01-31 10:00:00.9")), "1769853600");
  assert.equal(run("to_unixtime", ts("1969-12-31 23:59:59.9")), "-1");
  assert.equal(run("to_unixtime", "2026-01-31 10:00:00"), "1769853600");
  assert.equal(run("to_unixtime", date("2026-01-31")), "1769817600");
  assert.equal(run("to_unixtime", 1.9), "1");
  assert.equal(typeOf("to_unixtime", "2026-01-31"), typeName(BIGINT));
  assert.equal(run("to_date", "2026-01-31T10:00:00"), "2026-01-31");
  assert.equal(run("to_date", "31/01/2026", "%d/%m/%Y"), "2026-01-31");
  assert.equal(run("to_date", 20000n), "2024-10-04");
  assert.equal(run("make_date", 2026n, typed(INT, 1), 31n), "2026-01-31");
  assert.equal(failure(() => run("make_date", 2026n, 2n, 31n)), "no such date: 2026-2-31");
});

Deno.test("now, current_date and current_time see the clock that was set", () => {
  const before = clock.nowNanos;
  try {
    clock.nowNanos = () => 1_769_853_612_500_000_000n;
    assert.equal(run("now"), "2026-01-31T10:00:12.500");
    assert.equal(run("current_timestamp"), "2026-01-31T10:00:12.500");
    assert.equal(run("today"), "2026-01-31");
    assert.equal(run("current_time"), "10:00:12.500");
  } finally {
    clock.nowNanos = before;
  }
});

Deno.test("TEMPORAL_FUNCTIONS have an owner for each name and an example", () => {
  const names = TEMPORAL_FUNCTIONS.flatMap((fn) => [fn.name, ...fn.aliases]);
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
  for (const fn of TEMPORAL_FUNCTIONS) assert.ok(fn.examples.length > 0, fn.name);
});
