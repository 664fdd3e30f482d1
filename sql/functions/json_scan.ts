/**
 * JSON read in place: values are offsets into the text, nothing is parsed that is not asked for, and number spelling
 * and key order stay. What stands behind a value that was found is not looked at.
 */

/** A member name, or the 0-based index of an array element. */
export type JsonPath = readonly (string | number)[];

/** No value at this path. */
export const MISSING = -1;
/** The text is no JSON as far as it was read. */
export const INVALID = -2;

/** Containers may nest this deep. */
const DEEPEST = 200;

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** The offset of the value at a path, {@link MISSING} or {@link INVALID}. Of members of one name the first counts. */
export function findJson(json: string, path: JsonPath): number {
  let at = skipBlanks(json, 0);
  for (const step of path) {
    const container = json.charCodeAt(at);
    if (typeof step === "string" && container === OPEN_BRACE) at = findMember(json, at, step);
    else if (typeof step === "number" && container === OPEN_BRACKET) at = findElement(json, at, step);
    else return skipJson(json, at) < 0 ? INVALID : MISSING;
    if (at < 0) return at;
  }
  return at;
}

/** Sees an entry of a container: `key` is the offset of its quoted name, -1 in an array. */
export type EntryVisitor = (value: number, end: number, key: number, keyEnd: number) => void;

/** The offset behind the value that starts at `at`, or {@link INVALID}. */
export function skipJson(json: string, at: number, depth = 0): number {
  const first = json.charCodeAt(at);
  switch (first) {
    case QUOTE:
      return skipString(json, at);
    case OPEN_BRACE:
    case OPEN_BRACKET:
      return depth < DEEPEST ? walkJson(json, at, undefined, depth + 1) : INVALID;
    case 116:
      return json.startsWith("true", at) ? at + 4 : INVALID;
    case 102:
      return json.startsWith("false", at) ? at + 5 : INVALID;
    case 110:
      return json.startsWith("null", at) ? at + 4 : INVALID;
    default:
      return skipNumber(json, at);
  }
}

/** Visits the entries of the container at `at` in their order; the offset behind it, or {@link INVALID}. */
export function walkJson(json: string, at: number, visit: EntryVisitor | undefined, depth = 0): number {
  const isObject = json.charCodeAt(at) === OPEN_BRACE;
  const close = isObject ? CLOSE_BRACE : CLOSE_BRACKET;
  let next = skipBlanks(json, at + 1);
  if (json.charCodeAt(next) === close) return next + 1;
  while (true) {
    const key = isObject ? next : -1;
    const keyEnd = isObject ? skipKey(json, next) : next;
    if (keyEnd < 0) return INVALID;
    const value = isObject ? afterColon(json, keyEnd) : next;
    const end = value < 0 ? INVALID : skipJson(json, value, depth);
    if (end < 0) return INVALID;
    visit?.(value, end, key, keyEnd);
    next = skipBlanks(json, end);
    const separator = json.charCodeAt(next);
    if (separator === close) return next + 1;
    if (separator !== COMMA) return INVALID;
    next = skipBlanks(json, next + 1);
  }
}

function findMember(json: string, at: number, name: string): number {
  let next = skipBlanks(json, at + 1);
  if (json.charCodeAt(next) === CLOSE_BRACE) return MISSING;
  while (true) {
    const keyEnd = skipKey(json, next);
    const value = keyEnd < 0 ? INVALID : afterColon(json, keyEnd);
    if (value < 0) return INVALID;
    if (isName(json, next, keyEnd, name)) return value;
    const end = skipBlanks(json, skipJson(json, value));
    if (end < 0) return INVALID;
    const separator = json.charCodeAt(end);
    if (separator === CLOSE_BRACE) return MISSING;
    if (separator !== COMMA) return INVALID;
    next = skipBlanks(json, end + 1);
  }
}

function findElement(json: string, at: number, index: number): number {
  let next = skipBlanks(json, at + 1);
  if (json.charCodeAt(next) === CLOSE_BRACKET) return MISSING;
  for (let i = 0;; i++) {
    if (i === index) return next;
    const end = skipBlanks(json, skipJson(json, next));
    if (end < 0) return INVALID;
    const separator = json.charCodeAt(end);
    if (separator === CLOSE_BRACKET) return MISSING;
    if (separator !== COMMA) return INVALID;
    next = skipBlanks(json, end + 1);
  }
}

function skipKey(json: string, at: number): number {
  return json.charCodeAt(at) === QUOTE ? skipString(json, at) : INVALID;
}

/** The offset of the value behind a name that ends at `keyEnd`. */
function afterColon(json: string, keyEnd: number): number {
  const colon = skipBlanks(json, keyEnd);
  return json.charCodeAt(colon) === COLON ? skipBlanks(json, colon + 1) : INVALID;
}

/** Whether the quoted name in [start, end) is `name`. Equal spelling without escapes is the usual case. */
function isName(json: string, start: number, end: number, name: string): boolean {
  const length = end - start - 2;
  if (length < name.length) return false;
  if (length === name.length) return json.startsWith(name, start + 1) && !name.includes("\\");
  return jsonString(json, start, end) === name;
}

/** The text of the quoted string in [start, end). */
export function jsonString(json: string, start: number, end: number): string {
  const raw = json.slice(start + 1, end - 1);
  return raw.includes("\\") ? JSON.parse(`"${raw}"`) : raw;
}

/** Passes an {@link INVALID} offset through. */
export function skipBlanks(json: string, at: number): number {
  if (at < 0) return at;
  let next = at;
  while (true) {
    const unit = json.charCodeAt(next);
    if (unit !== 32 && unit !== 10 && unit !== 13 && unit !== 9) return next;
    next++;
  }
}

const ESCAPE = /[\"\\/bfnrt]|u[0-9A-Fa-f]{4}/y;

function skipString(json: string, at: number): number {
  for (let i = at + 1; i < json.length; i++) {
    const unit = json.charCodeAt(i);
    if (unit === QUOTE) return i + 1;
    if (unit < 32) return INVALID;
    if (unit === BACKSLASH) {
      ESCAPE.lastIndex = i + 1;
      if (!ESCAPE.test(json)) return INVALID;
      i = ESCAPE.lastIndex - 1;
    }
  }
  return INVALID;
}

function skipNumber(json: string, at: number): number {
  let next = json.charCodeAt(at) === MINUS ? at + 1 : at;
  const whole = skipDigits(json, next);
  if (whole === next || (whole > next + 1 && json.charCodeAt(next) === 48)) return INVALID;
  next = whole;
  if (json.charCodeAt(next) === 46) {
    const fraction = skipDigits(json, next + 1);
    if (fraction === next + 1) return INVALID;
    next = fraction;
  }
  if ((json.charCodeAt(next) | 32) === 101) {
    const sign = json.charCodeAt(next + 1);
    const digits = sign === 43 || sign === MINUS ? next + 2 : next + 1;
    next = skipDigits(json, digits);
    if (next === digits) return INVALID;
  }
  return next;
}

function skipDigits(json: string, at: number): number {
  let next = at;
  for (let unit = json.charCodeAt(next); unit >= 48 && unit <= 57; unit = json.charCodeAt(next)) next++;
  return next;
}
