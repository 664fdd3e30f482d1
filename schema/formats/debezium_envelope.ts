/** The envelope of Debezium's JSON messages: which rows a message holds, and what happened to them. */
import { BadValue, type JsonCursor } from "./json_cursor.ts";
import { skipJson } from "./json_skip.ts";

const QUOTE = 34;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const COLON = 58;
const COMMA = 44;
const NULL = 110;

export type Op = "c" | "r" | "u" | "d";

/** Where a value of the message lies; `start` is -1 when it is missing or null, `end` when it is missing. */
interface Range {
  start: number;
  end: number;
}

/** One object for all messages; {@link read} fills it. */
export class DebeziumEnvelope {
  readonly before: Range = { start: -1, end: -1 };
  readonly after: Range = { start: -1, end: -1 };
  readonly #op: Range = { start: -1, end: -1 };
  readonly #payload: Range = { start: -1, end: -1 };
  readonly #all: readonly Range[] = [this.before, this.after, this.#op, this.#payload];
  /** By the length of the name: all differ. */
  readonly #ranges: readonly (Range | undefined)[];

  constructor() {
    const { before, after } = this;
    const ranges = { before, after, op: this.#op, payload: this.#payload };
    this.#ranges = NAMES.map((name) => name === undefined ? undefined : ranges[name]);
  }

  /**
   * Reads the message `[start, end)` of the cursor's bytes; undefined: it says nothing (a tombstone in an envelope of
   * schema and payload). Rows that the operation needs are objects, and the others may be anything. Throws {@link BadValue}.
   */
  read(cursor: JsonCursor, start: number, end: number): Op | undefined {
    cursor.origin = start;
    this.#members(cursor, start, end);
    cursor.finish();
    const { start: payload, end: payloadEnd } = this.#payload;
    if (this.#op.start < 0 && payloadEnd >= 0) {
      if (payload < 0) return undefined;
      this.#members(cursor, payload, payloadEnd);
    }
    const op = this.#operation(cursor, end);
    if (op === "u" || op === "d") needsRow(cursor, this.before, "before", op);
    if (op !== "d") needsRow(cursor, this.after, "after", op);
    return op;
  }

  #members(cursor: JsonCursor, start: number, end: number): void {
    for (const range of this.#all) range.start = range.end = -1;
    cursor.over(start, end);
    if (!cursor.take(OPEN_OBJECT)) cursor.fail("expected an object");
    if (cursor.take(CLOSE_OBJECT)) return;
    do {
      if (cursor.peek() !== QUOTE) cursor.fail("expected a key");
      const range = this.#member(cursor);
      if (!cursor.take(COLON)) cursor.fail("expected ':' after a key");
      const from = cursor.peek() === NULL ? -1 : cursor.position;
      const behind = skipJson(cursor.bytes, cursor.position, cursor.end);
      if (behind < 0) cursor.skipValue(1);
      else cursor.position = behind;
      if (range === undefined) continue;
      range.start = from;
      range.end = cursor.position;
    } while (cursor.take(COMMA));
    if (!cursor.take(CLOSE_OBJECT)) cursor.fail("expected ',' or '}' after a value");
  }

  /** Reads a key: where its value is to be noted. */
  #member(cursor: JsonCursor): Range | undefined {
    const start = cursor.position;
    cursor.skipString();
    const { bytes, position, escaped } = cursor;
    if (escaped) {
      cursor.position = start;
      const key = cursor.text();
      return NAMES[key.length] === key ? this.#ranges[key.length] : undefined;
    }
    const key = KEYS[position - start - 2];
    if (key === undefined) return undefined;
    for (let at = 0; at < key.length; at++) if (bytes[start + 1 + at] !== key[at]) return undefined; // within the string
    return this.#ranges[key.length];
  }

  #operation(cursor: JsonCursor, end: number): Op {
    const { start } = this.#op;
    if (start < 0) throw new BadValue("unexpected op value: null");
    const { bytes } = cursor;
    if (bytes[start] === QUOTE && bytes[start + 2] === QUOTE) {
      const op = OPS[bytes[start + 1]!]; // the string has a character
      if (op !== undefined) return op;
    }
    cursor.over(start, end);
    throw new BadValue(
      `unexpected op value: ${bytes[start] === QUOTE ? cursor.text() : textOf(bytes, start, this.#op.end)}`,
    );
  }
}

const OPS: Readonly<Record<number, Op>> = { 99: "c", 114: "r", 117: "u", 100: "d" };
/** Members that are read, by the length of their names. */
const NAMES = [undefined, undefined, "op", undefined, undefined, "after", "before", "payload"] as const;
const KEYS = NAMES.map((name) => name === undefined ? undefined : new TextEncoder().encode(name));
const SHOWN = 60;

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.slice(start, Math.min(end, start + SHOWN)));
}

function needsRow(cursor: JsonCursor, { start }: Range, name: string, op: Op): void {
  if (start < 0) throw new BadValue(`"${name}" is missing, which op ${op} needs`);
  if (cursor.bytes[start] !== OPEN_OBJECT) throw new BadValue(`"${name}" is not an object`);
}
