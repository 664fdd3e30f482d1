/** The decoder against `JSON.parse`, on documents and damage made from seeds. */
import assert from "node:assert/strict";
import { ByteWriter } from "../byte_writer.ts";
import { valueAt } from "../column.ts";
import { DataError } from "../errors.ts";
import { BIGINT, BOOLEAN, DOUBLE, JSON_TYPE, TEXT, TIMESTAMP, type Value } from "../types.ts";
import type { DecodeField } from "./format.ts";
import { JsonDecoder } from "./json_decode.ts";
import { jsonEncoder } from "./json_encode.ts";
import { PLAIN_STYLE } from "./json_style.ts";
import { recordsOf } from "./test_records.ts";

const FIELDS: readonly DecodeField[] = [
  { name: "id", type: BIGINT, nullable: false, needed: true },
  { name: "name", type: TEXT, nullable: true, needed: true },
  { name: "score", type: DOUBLE, nullable: true, needed: true },
  { name: "ok", type: BOOLEAN, nullable: true, needed: true },
  { name: "at", type: TIMESTAMP, nullable: true, needed: true },
  { name: "doc", type: JSON_TYPE, nullable: true, needed: true },
  { name: "skip", type: TEXT, nullable: true, needed: false },
];

/** xorshift32 */
function seeded(seed: number): (below: number) => number {
  let state = seed * 2654435761 >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

type Random = (below: number) => number;

const CHARACTERS = ["a", "Z", " ", '"', "\\", "/", "\n", "\u0000", "\u001f", "\u007f", "é", "✓", "😀", "{", "]", ","];

function randomText(random: Random): string {
  let text = "";
  for (let i = random(20); i > 0; i--) text += CHARACTERS[random(random(2) ? 3 : CHARACTERS.length)]!;
  return text;
}

function randomNumber(random: Random): string {
  const sign = random(3) === 0 ? "-" : "";
  const whole = random(4) === 0 ? "0" : String(1 + random(2 ** 31)) + (random(2) ? String(random(10 ** 6)) : "");
  const fraction = random(2) ? `.${random(10 ** (1 + random(8)))}` : "";
  const exponent = random(4) === 0 ? `${random(2) ? "e" : "E"}${["", "+", "-"][random(3)]}${random(30)}` : "";
  return sign + whole + fraction + exponent;
}

/** JSON text with blanks and escapes where the grammar allows them. */
function write(random: Random, value: unknown, loose: boolean): string {
  const blank = () => loose ? ["", " ", "\n\t", "\r"][random(4)]! : "";
  if (value instanceof NumberText) return value.text;
  if (typeof value === "string") {
    const json = JSON.stringify(value);
    return loose && random(3) === 0
      ? json.replace(/[a-z/é]/gi, (c, at) => at > 0 && json[at - 1] !== "\\" && random(2) ? unicodeEscape(c) : c)
      : json;
  }
  if (Array.isArray(value)) {
    return `[${blank()}${value.map((one) => write(random, one, loose) + blank()).join(`,${blank()}`)}]`;
  }
  if (value instanceof Members) {
    const members = value.list.map(([key, member]) =>
      `${JSON.stringify(key)}${blank()}:${blank()}${write(random, member, loose)}${blank()}`
    );
    return `{${blank()}${members.join(`,${blank()}`)}}`;
  }
  return JSON.stringify(value);
}

function unicodeEscape(character: string): string {
  // Letters inside other escapes (\n, \u001f) must stay: those stand behind a backslash or a digit.
  return character === "/" || character === "é" || character === "Z"
    ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
    : character;
}

class NumberText {
  constructor(readonly text: string) {}
}
class Members {
  constructor(readonly list: readonly (readonly [string, unknown])[]) {}
}

function randomValue(random: Random, depth: number): unknown {
  switch (random(depth > 2 ? 4 : 6)) {
    case 0:
      return null;
    case 1:
      return random(2) === 0;
    case 2:
      return new NumberText(randomNumber(random));
    case 3:
      return randomText(random);
    case 4:
      return Array.from({ length: random(4) }, () => randomValue(random, depth + 1));
    default:
      return new Members(
        Array.from({ length: random(4) }, () => [randomText(random), randomValue(random, depth + 1)] as const),
      );
  }
}

/** A record that fits {@link FIELDS}, its members in order or not, with others between. */
function randomRecord(random: Random): string {
  const time = () => new Date(random(2 ** 31) * 800).toISOString();
  const integer = () =>
    new NumberText((random(2) ? "-" : "") + (1 + random(2 ** 31)) + String(random(10 ** 9)).slice(random(9)));
  const members: [string, unknown][] = [
    ["id", integer()],
    ["name", random(5) ? randomText(random) : null],
    ["score", random(5) ? new NumberText(randomNumber(random)) : null],
    ["ok", random(5) ? random(2) === 0 : null],
    ["at", random(5) ? time() : null],
    ["doc", randomValue(random, 0)],
    ["skip", randomValue(random, 0)],
  ];
  const loose = random(2) === 0;
  if (loose) {
    for (let i = members.length - 1; i > 0; i--) {
      const other = random(i + 1);
      [members[i], members[other]] = [members[other]!, members[i]!]; // both below length
    }
    members.splice(random(7), 0, [`x${randomText(random)}`, randomValue(random, 0)]);
    if (random(3) === 0) members.splice(random(8), 0, ["name", randomText(random)]);
  }
  return write(random, new Members(members), loose);
}

/** What `JSON.parse` makes of a record, with integers read exactly from the text. */
function expectedRow(json: string): Value[] {
  const row = JSON.parse(json, (key, value, context?: { source?: string }) => {
    // No random key is "id", so this is the record's own.
    return key === "id" && typeof value === "number" ? BigInt(context?.source ?? "") : value;
  }) as Record<string, unknown>;
  const at = row.at as string | null;
  return [
    row.id as bigint,
    (row.name ?? null) as Value,
    (row.score ?? null) as Value,
    (row.ok ?? null) as Value,
    at === null || at === undefined ? null : BigInt(Date.parse(at)) * 1_000_000n,
    row.doc === null ? null : JSON.stringify(JSON.parse(json).doc),
  ];
}

function rowsOf(decoder: JsonDecoder, values: readonly (string | Uint8Array)[]): (Value[] | Error)[] {
  const { data, valueStart, valueEnd, count } = recordsOf(values);
  const results: (Value[] | Error)[] = [];
  for (let from = 0; from < count;) {
    const { rows, records } = decoder.decodeRanges(data, valueStart, valueEnd, from, count, (record, error) => {
      assert(error instanceof DataError);
      results[record] = error;
    });
    for (let row = 0; row < rows; row++) {
      results[decoder.recordOf[row]!] = FIELDS.slice(0, 6).map((f, i) =>
        valueAt(decoder.columns[i]!, f.type, row, rows)
      );
    }
    from += records;
  }
  assert.equal(results.length, count);
  return results;
}

Deno.test("JsonDecoder reads what JSON.parse reads, whatever order, blanks, escapes and nesting", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = seeded(seed);
    const texts = Array.from({ length: 60 }, () => randomRecord(random));
    const results = rowsOf(new JsonDecoder(FIELDS, "raw"), texts);
    results.forEach((result, i) => {
      const text = texts[i]!;
      assert(!(result instanceof Error), `${result instanceof Error ? result.message : ""}: ${text}`);
      const expected = expectedRow(text);
      // Number spelling in JSON columns is kept, so their values are compared, not their text.
      const doc = result[5] === null ? null : JSON.stringify(JSON.parse(String(result[5])));
      assert.deepEqual([...result.slice(0, 5), doc], expected, text);
    });
  }
});

Deno.test("JsonDecoder rows survive encoding and decoding again", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seeded(seed + 1000);
    const texts = Array.from({ length: 30 }, () => randomRecord(random));
    const { data, valueStart, valueEnd, count } = recordsOf(texts);
    const decoder = new JsonDecoder(FIELDS, "raw");
    const { rows } = decoder.decodeRanges(
      data,
      valueStart,
      valueEnd,
      0,
      count,
      (_, error) => assert.fail(error.message),
    );
    assert.equal(rows, count);
    const fields = FIELDS.slice(0, 6);
    const encoder = jsonEncoder(fields, PLAIN_STYLE);
    encoder.bind({ length: rows, columns: decoder.columns.slice(0, 6) });
    const out = new ByteWriter();
    const messages = Array.from({ length: rows }, (_, row) => {
      out.clear();
      encoder.encode(row, out);
      return out.written().slice();
    });
    const before = rowsOf(new JsonDecoder(FIELDS, "raw"), texts);
    assert.deepEqual(rowsOf(new JsonDecoder(FIELDS, "raw"), messages), before);
  }
});

const SAMPLES = [
  '{"id":12345678901,"name":"grün","score":1.25,"ok":true,"at":"2026-01-31T10:00:00.123Z","doc":{"a":[1]},"skip":"s"}',
  '{ "doc" : [ 1 , {"x":null} ] , "name" : "a\\n\\u00e9" , "id" : -9223372036854775808 , "skip" : {"q":"\\""} }',
  '{"id":1,"name":null,"score":-1e-5,"ok":false,"at":"2026-01-31","doc":"x","skip":0.5}',
];

/** The same verdict as JSON.parse: what it refuses is bad data; what it takes is read or has a value of a wrong type. */
function judge(text: string, result: Value[] | Error, bytes: Uint8Array): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // Damaged UTF-8 in a member that is skipped is not looked for.
    const skippable = text.includes("\ufffd");
    assert(result instanceof Error || skippable, `read although it is no JSON: ${text}`);
    return;
  }
  if (result instanceof Error) return;
  assert(typeof parsed === "object" && parsed !== null, `read although it is no object: ${text}`);
  assert.equal(result[1], (parsed as Record<string, unknown>).name ?? null, text);
}

Deno.test("JsonDecoder takes no prefix of a record for a record, and reads nothing behind it", () => {
  for (const sample of SAMPLES) {
    const bytes = new TextEncoder().encode(sample);
    const prefixes = bytes.reduce<Uint8Array[]>((all, _, i) => i === 0 ? all : [...all, bytes.slice(0, i)], []);
    // Alone in its buffer, in every tier; then behind a record that teaches the layout.
    for (const prefix of prefixes) {
      for (const values of [[prefix], [sample, prefix], [SAMPLES[1]!, prefix]]) {
        const result = rowsOf(new JsonDecoder(FIELDS, "raw"), values).at(-1);
        assert(result instanceof Error, `read: ${new TextDecoder().decode(prefix)}`);
      }
    }
  }
});

Deno.test("JsonDecoder agrees with JSON.parse on every single-byte mutation of a record", () => {
  const replacements = [0, 9, 32, 34, 44, 45, 46, 48, 57, 58, 91, 92, 93, 101, 110, 123, 125, 128, 0xc3, 0xff];
  for (const sample of SAMPLES) {
    const bytes = new TextEncoder().encode(sample);
    const mutants: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at++) {
      for (const byte of replacements) {
        const mutant = bytes.slice();
        mutant[at] = byte;
        mutants.push(mutant);
      }
      mutants.push(Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at + 1)]));
      mutants.push(Uint8Array.from([...bytes.slice(0, at), bytes[at]!, ...bytes.slice(at)]));
    }
    // The intact record comes first and teaches the layout; between the mutants it keeps being read.
    const values = mutants.flatMap((mutant) => [sample, mutant]);
    const results = rowsOf(new JsonDecoder(FIELDS, "raw"), values);
    values.forEach((value, i) => {
      const result = results[i]!; // one per value
      if (typeof value === "string") assert(!(result instanceof Error));
      else judge(new TextDecoder().decode(value), result, value);
    });
  }
});
