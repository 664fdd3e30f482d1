/** What is proposed for records reads those very records: random documents against the decoders of the formats. */
import assert from "node:assert/strict";
import { findFormat } from "../formats/mod.ts";
import { recordsOf } from "../formats/test_records.ts";
import { readOptions } from "../options.ts";
import { propose } from "./propose.ts";
import { NO_WISHES, NOON, sampleOf, times } from "./test_sample.ts";

type Random = (below: number) => number;

/** xorshift32 */
function seeded(seed: number): Random {
  let state = seed * 2654435761 >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** JSON texts that look like each other and differ in what matters. */
const SCALARS = [
  "null",
  "true",
  "0",
  "-7",
  "1.5",
  "1e2",
  "9223372036854775807",
  "9223372036854775808",
  "18446744073709551616",
  "123456789012345678901234567890123456789012",
  '"text"',
  '""',
  '"2026-01-31"',
  '"2026-01-31T10:00:00Z"',
  '"2026-01-31T10:00:00.123456789+01:00"',
  '"0001-01-01T00:00:00"',
  '"9999-12-31T23:59:59.999999999Z"',
  '"9999-12-31T23:59:59-23:00"',
  String(NOON),
  String(NOON / 1000),
  `${NOON}000`,
  `${NOON}000000`,
  '"\\u00e9\\n"',
  '"\\ud800"',
];
const NAMES = ["a", "ts", "created_at", "B", "select", "", "a b", '\\"q\\"', "\\u0001", "ünï", "payload"];

/** A place takes most of its values from a few of the scalars, as real members do. */
function valueOf(random: Random, favourites: readonly string[], depth: number): string {
  const kind = depth > 3 ? 0 : random(12);
  if (kind === 11) return `[${times(random(3), () => valueOf(random, favourites, depth + 1)).join()}]`;
  if (kind === 10) return objectOf(random, favourites, depth + 1);
  return random(60) === 0 ? SCALARS[random(SCALARS.length)]! : favourites[random(favourites.length)]!;
}

function objectOf(random: Random, favourites: readonly string[], depth = 0): string {
  const members = times(random(5), (i) => {
    const name = NAMES[(i * 3 + random(3)) % NAMES.length]!;
    const own = depth > 0 ? favourites : [favourites[i % favourites.length]!];
    return `"${name}":${valueOf(random, own, depth + 1)}`;
  });
  return `{${members.join()}}`;
}

function recordOf(random: Random, favourites: readonly string[], kind: number): string {
  if (kind === 0) {
    const op = "curd"[random(4)]!;
    const row = () => objectOf(random, favourites, 0);
    return `{"before":${row()},"after":${row()},"op":"${op}"}`;
  }
  return random(200) === 0 ? "[1]" : objectOf(random, favourites);
}

/** The decoder of what was proposed; how many records it refuses. */
function refused(values: readonly string[]): { readonly format: string; readonly bad: readonly string[] } {
  const { columns, options } = propose(sampleOf(values.map((value) => ({ value }))), NO_WISHES);
  const given = new Map(options.map(({ key, value }) => [key, { value: String(value) }]));
  const format = findFormat(given.get("format")?.value ?? "");
  const fields = columns.filter(({ metadata }) => metadata === undefined)
    .map(({ name, type }) => ({ name, type, nullable: true, needed: true }));
  const settings = readOptions(format.options, given, new Set());
  format.check(fields, settings, "source");
  const decoder = format.decoder(fields, settings, undefined);
  const records = recordsOf(values);
  const bad: string[] = [];
  for (let at = 0; at < values.length;) {
    at += decoder.decode(records, at, values.length, (i, error) => bad.push(`${error.message}: ${values[i]}`)).records;
  }
  return { format: `${format.name} ${columns.length > 1 ? "columns" : "column"}`, bad };
}

Deno.test("propose makes tables that read the records they were learned from", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 400; seed++) {
    const random = seeded(seed);
    const favourites = times(1 + random(4), () => SCALARS[random(SCALARS.length)]!);
    const kind = random(3);
    const values = times(1 + random(60), () => recordOf(random, favourites, kind));
    if (kind > 0 && values.some((value) => value === "[1]")) continue; // said to be bad
    const unreadable = values.filter((value) => value.includes("\\ud800")).length;
    const { format, bad } = refused(values);
    seen.add(format);
    assert.ok(bad.length <= unreadable, `seed ${seed}, ${format}: ${bad.join("\n")}`);
  }
  assert.deepEqual([...seen].sort(), [
    "debezium_json column",
    "debezium_json columns",
    "json column",
    "json columns",
  ]);
});
