/**
 * Strict JSON (RFC 8259) over the bytes of one record: the exact and unhurried way, for what the generated scanners do
 * not read themselves. Positions are indexes into the source bytes. Everything throws {@link BadValue} on bad data.
 */
import { ESCAPES, hexUnit } from "./json_unescape.ts";
import { isUtf8 } from "./utf8.ts";

/** Why a value or a record is bad data; `message` is the reason, to be put behind the column's name. */
export class BadValue extends Error {}

/** The record is not JSON: the fault of no column. */
export class BadSyntax extends BadValue {}

/** Deeper nesting is bad data, so that no record can exhaust the stack. */
export const MAX_DEPTH = 500;

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const COLON = 58;
const COMMA = 44;
const LITERALS = { 116: "true", 102: "false", 110: "null" } as const;

export class JsonCursor {
  bytes: Uint8Array = new Uint8Array(0);
  /** The same bytes. */
  view = new DataView<ArrayBufferLike>(this.bytes.buffer);
  position = 0;
  end = 0;
  /** Where the record begins; errors count from here. */
  origin = 0;
  /** The string read last holds escapes. */
  escaped = false;
  /** Set to true by whoever wants to know; strings clear it when they hold a byte above 127. */
  ascii = true;
  /** Set to false by whoever wants to know; blanks between tokens set it. */
  spaced = false;

  over(position: number, end: number): void {
    this.position = position;
    this.end = end;
  }

  /** Skips blanks; the next byte, -1 at the end. */
  peek(): number {
    const { bytes, end } = this;
    let { position } = this;
    while (position < end) {
      const byte = bytes[position]!; // position < end ≤ length, here and in all loops below
      if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) {
        this.position = position;
        return byte;
      }
      position++;
      this.spaced = true;
    }
    this.position = position;
    return -1;
  }

  /** Takes `byte` if it comes next. */
  take(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.position++;
    return true;
  }

  /** Takes `null` if it comes next. */
  takeNull(): boolean {
    if (this.peek() !== 110) return false;
    this.skipLiteral();
    return true;
  }

  /** Only blanks may follow. */
  finish(): void {
    if (this.peek() !== -1) this.fail("expected the end of the record");
  }

  fail(reason: string, at = this.position): never {
    const found = at >= this.end ? "the end" : `byte ${at - this.origin}`;
    throw new BadSyntax(`invalid JSON at ${found}: ${reason}`);
  }

  /** Calls `member` at the first byte of each value with its key; `member` reads or skips the value. */
  object(member: (key: string) => void, depth: number): void {
    if (!this.take(OPEN_OBJECT)) this.fail("expected an object");
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`);
    if (this.take(CLOSE_OBJECT)) return;
    do {
      if (this.peek() !== QUOTE) this.fail("expected a key");
      const key = this.text();
      if (!this.take(COLON)) this.fail("expected ':' after a key");
      this.peek();
      member(key);
    } while (this.take(COMMA));
    if (!this.take(CLOSE_OBJECT)) this.fail("expected ',' or '}' after a value");
  }

  /** Calls `element` at the first byte of each value; `element` reads or skips the value. */
  array(element: () => void, depth: number): void {
    if (!this.take(OPEN_ARRAY)) this.fail("expected an array");
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`);
    if (this.take(CLOSE_ARRAY)) return;
    do {
      this.peek();
      element();
    } while (this.take(COMMA));
    if (!this.take(CLOSE_ARRAY)) this.fail("expected ',' or ']' after a value");
  }

  /** Checks and skips one value of any kind. */
  skipValue(depth = 0): void {
    const byte = this.peek();
    switch (byte) {
      case QUOTE:
        return this.skipString();
      case OPEN_OBJECT:
        return this.#skipObject(depth);
      case OPEN_ARRAY:
        return this.array(() => this.skipValue(depth + 1), depth);
      case 116:
      case 102:
      case 110:
        return this.skipLiteral();
      default:
        return this.skipNumber();
    }
  }

  #skipObject(depth: number): void {
    this.position++;
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`);
    if (this.take(CLOSE_OBJECT)) return;
    do {
      if (this.peek() !== QUOTE) this.fail("expected a key");
      this.skipString();
      if (!this.take(COLON)) this.fail("expected ':' after a key");
      this.skipValue(depth + 1);
    } while (this.take(COMMA));
    if (!this.take(CLOSE_OBJECT)) this.fail("expected ',' or '}' after a value");
  }

  /** `true`, `false` or `null`. */
  skipLiteral(): void {
    const { bytes, position } = this;
    const word = LITERALS[bytes[position] as keyof typeof LITERALS];
    for (let i = 0; i < word.length; i++) {
      if (position + i >= this.end || bytes[position + i] !== word.charCodeAt(i)) this.fail("expected a value");
    }
    this.position = position + word.length;
  }

  /** Checks the number grammar; the number's text is `bytes[before, position)`. */
  skipNumber(): void {
    const start = this.position;
    let at = this.#byte(start) === 45 ? start + 1 : start;
    const first = this.#byte(at);
    at = this.#digits(at, start);
    if (first === 48 && at - start > (this.#byte(start) === 45 ? 2 : 1)) this.fail("a number begins with 0", start);
    if (this.#byte(at) === 46) at = this.#digits(at + 1, at);
    if ((this.#byte(at) | 32) === 101) {
      const sign = this.#byte(at + 1);
      at = this.#digits(sign === 43 || sign === 45 ? at + 2 : at + 1, at);
    }
    this.position = at;
  }

  #byte(at: number): number {
    return at < this.end ? this.bytes[at]! : -1;
  }

  #digits(at: number, start: number): number {
    const from = at;
    while (at < this.end && (this.bytes[at]! ^ 48) < 10) at++;
    if (at === from) this.fail(from === start ? "expected a value" : "expected a digit", from);
    return at;
  }

  /** The text of the number that comes next. */
  number(): string {
    const start = this.position;
    this.skipNumber();
    return latin1(this.bytes, start, this.position);
  }

  /** Checks and skips the string that begins at the position; sets {@link escaped} and {@link ascii}. */
  skipString(): void {
    const { bytes, end } = this;
    let at = this.position + 1;
    this.escaped = false;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.position = at + 1;
        return;
      }
      if (byte === BACKSLASH) {
        this.escaped = true;
        at = this.skipEscape(at);
        continue;
      }
      if (byte < 32) this.fail("a control character in a string", at);
      if (byte > 127) this.ascii = false;
      at++;
    }
    this.fail("a string without end", end);
  }

  /** The position behind the escape at `at`. */
  skipEscape(at: number): number {
    const kind = this.#byte(at + 1);
    if (kind === 117) {
      if (at + 6 > this.end || hexUnit(this.bytes, at + 2) < 0) this.fail("a bad \\u escape", at);
      return at + 6;
    }
    if (kind < 0 || ESCAPES[kind] === 0) this.fail("a bad escape", at);
    return at + 2;
  }

  /** The string that begins at the position, as text. */
  text(): string {
    const start = this.position + 1;
    this.ascii = true;
    this.skipString();
    const end = this.position - 1;
    if (this.escaped) {
      // A string without a lone surrogate and in valid UTF-8 is what JSON.parse reads too.
      this.checkUtf8(start, end);
      const text: string = JSON.parse(DECODER.decode(this.bytes.subarray(start - 1, end + 1)));
      return text.isWellFormed() ? text : this.fail("a lone surrogate", start);
    }
    if (this.ascii) return latin1(this.bytes, start, end);
    this.checkUtf8(start, end);
    return DECODER.decode(this.bytes.subarray(start, end));
  }

  /** Refuses bytes that are no UTF-8, when the strings read since {@link ascii} was set hold any above 127. */
  checkUtf8(start: number, end: number): void {
    if (!this.ascii && !isUtf8(this.bytes, start, end)) throw new BadValue("invalid UTF-8");
  }
}

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!); // end ≤ length
  return text;
}
