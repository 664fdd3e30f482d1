/** What JSON values at one place of many records have been: their kinds, and the same of their members and elements. */
import type { JsonCursor } from "../formats/json_cursor.ts";
import { isTimestampInRange, parseTimestamp, type TimestampPrecision } from "../values/timestamp.ts";

/** Objects and arrays are looked into down to here; the record itself is 0. */
const MAX_DEPTH = 4;
/** Different keys that are told apart in one place, so that no sample makes more than this of them. */
export const MAX_KEYS = 1_000;
/** Places that are told apart in all of a sample. */
const MAX_PLACES = 20_000;
const MAX_DIGITS = 40;
/** 1990 and 2100, in seconds since the epoch. Ranges of neighbouring units lie far apart. */
const FIRST_YEAR = 631_152_000n;
const LAST_YEAR = 4_102_444_800n;
const PRECISIONS: readonly TimestampPrecision[] = [0, 3, 6, 9];

/** What is the same for all places of one record. */
export interface Observation {
  /** The record's time, in milliseconds since the epoch. */
  readonly timestamp: number;
  /** Shared by all records of a sample. */
  readonly budget: { places: number };
}

/** To be made once for a sample. */
export function newBudget(): Observation["budget"] {
  return { places: MAX_PLACES };
}

export class JsonShape {
  /** Values that were not null, by their kind. */
  readonly counts = { boolean: 0, number: 0, text: 0, object: 0, array: 0 };
  nulls = 0;
  readonly numbers = new NumberShape();
  readonly texts = new TextShape();
  readonly members = new Map<string, JsonShape>();
  /** Of the elements of arrays; undefined: all arrays were empty. */
  elements: JsonShape | undefined;
  /** There is more in it than is told apart here: deeper values, or more keys. */
  cut = false;

  /** Values that were not null. */
  get present(): number {
    const { boolean, number, text, object, array } = this.counts;
    return boolean + number + text + object + array;
  }

  /** Reads the value at the cursor's position. Throws `BadValue`; what was read before counts. */
  observe(cursor: JsonCursor, observation: Observation, depth = 0): void {
    const { counts } = this;
    switch (cursor.peek()) {
      case 110:
        this.nulls++;
        return cursor.skipLiteral();
      case 116:
      case 102:
        counts.boolean++;
        return cursor.skipLiteral();
      case 34:
        counts.text++;
        return this.texts.observe(cursor.text());
      case 123:
        counts.object++;
        if (depth > MAX_DEPTH) return this.#skip(cursor, depth);
        return cursor.object((key) => {
          const member = this.#member(key, observation);
          if (member === undefined) this.#skip(cursor, depth + 1);
          else member.observe(cursor, observation, depth + 1);
        }, depth);
      case 91:
        counts.array++;
        if (depth > MAX_DEPTH) return this.#skip(cursor, depth);
        return cursor.array(() => {
          this.elements ??= new JsonShape();
          this.elements.observe(cursor, observation, depth + 1);
        }, depth);
      default:
        counts.number++;
        return this.numbers.observe(cursor.number(), observation.timestamp);
    }
  }

  #skip(cursor: JsonCursor, depth: number): void {
    this.cut = true;
    cursor.skipValue(depth);
  }

  #member(key: string, { budget }: Observation): JsonShape | undefined {
    const known = this.members.get(key);
    if (known !== undefined || this.members.size >= MAX_KEYS || budget.places <= 0) return known;
    budget.places--;
    const made = new JsonShape();
    this.members.set(key, made);
    return made;
  }
}

export class NumberShape {
  /** Smallest and largest of those that are written without fraction and exponent. */
  least: bigint | undefined;
  largest: bigint | undefined;
  /** Some have a fraction or an exponent. */
  fractions = false;
  /** Some have more digits than any type. */
  huge = false;
  /** The one unit in which all are times between 1990 and 2100. */
  unit: TimestampPrecision | undefined;
  /** Distance from the record's time of the one that is farthest from it, taken in that unit; milliseconds. */
  farthest = 0;

  observe(text: string, timestamp: number): void {
    if (!/^-?\d+$/.test(text)) this.fractions = true;
    else if (text.length > MAX_DIGITS) this.huge = true;
    else this.#integer(BigInt(text), timestamp);
  }

  #integer(value: bigint, timestamp: number): void {
    const unit = PRECISIONS.find((one) => {
      const perSecond = 10n ** BigInt(one);
      return value >= FIRST_YEAR * perSecond && value < LAST_YEAR * perSecond;
    });
    const first = this.least === undefined;
    this.unit = first || unit === this.unit ? unit : undefined;
    if (unit !== undefined) {
      const distance = Math.abs(Number(value) / 10 ** (unit - 3) - timestamp);
      this.farthest = Math.max(this.farthest, distance);
    }
    if (this.least === undefined || value < this.least) this.least = value;
    if (this.largest === undefined || value > this.largest) this.largest = value;
  }
}

export class TextShape {
  /** Texts that are dates without a time of day; and all that are timestamps, dates included. */
  dates = 0;
  timestamps = 0;
  /** Digits of the finest fraction of a second. */
  fractionDigits = 0;
  /** All timestamps are in the range of nanoseconds. */
  nanos = true;

  observe(text: string): void {
    if (text.length > 64) return;
    const micros = parseTimestamp(text, 6);
    if (micros === undefined || !isTimestampInRange(micros, 6)) return;
    this.timestamps++;
    if (text.length === 10) this.dates++;
    this.fractionDigits = Math.max(this.fractionDigits, /\.(\d+)/.exec(text)?.[1]?.length ?? 0);
    this.nanos &&= parseTimestamp(text, 9) !== undefined;
  }
}
