/** The SQL type that takes every value a place of JSON records has had. */
import type { NumericTimestamps } from "../formats/json_readers.ts";
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  DATE,
  DOUBLE,
  JSON_TYPE,
  type SqlType,
  structType,
  TEXT,
  timestampType,
} from "../types.ts";
import { MAX_INT64, MIN_INT64, type TimestampPrecision } from "../values/timestamp.ts";
import type { JsonShape, NumberShape, TextShape } from "./json_shape.ts";

export interface GuessedType {
  readonly type: SqlType;
  /** What made it this type, where the type alone does not say it. */
  readonly note?: string;
}

const MAX_UINT64 = 2n ** 64n - 1n;
/** More members make a map or a document of an object, not a STRUCT that anyone wants to read. */
const MAX_MEMBERS = 64;
/** An object with more different members than this is a map if each object has only a few of them. */
const MAP_MEMBERS = 16;
const MAP_SHARE = 0.1;
/** A number is taken for a time without a name that says so if all are this near to their records' times. */
const NEAR_MILLIS = 30 * 86_400_000;
/** Words of which one in a member's name says that it is a time. */
const TIME_WORDS: ReadonlySet<string> = new Set(
  ("time timestamp ts date datetime created updated modified deleted at on epoch since until expire expires ms millis us " +
    "micros ns nanos").split(" "),
);
const UNIT_NAMES: Readonly<Record<TimestampPrecision, string>> = {
  0: "seconds",
  3: "milliseconds",
  6: "microseconds",
  9: "nanoseconds",
};

/** `name` is the member's; `timestamps` says what numbers mean in TIMESTAMP columns of the table. */
export function guessType(shape: JsonShape, name: string, timestamps: NumericTimestamps): GuessedType {
  const kinds = Object.entries(shape.counts).filter(([, count]) => count > 0).map(([kind]) => kind);
  const [kind] = kinds;
  if (kind === undefined) return { type: JSON_TYPE, note: "always null" };
  if (kinds.length > 1) return { type: JSON_TYPE, note: `${kinds.map((one) => `${one}s`).join(" and ")}` };
  switch (kind) {
    case "boolean":
      return { type: BOOLEAN };
    case "number":
      return numberType(shape.numbers, name, timestamps);
    case "text":
      return { type: textType(shape.texts, shape.counts.text) };
    case "object":
      return objectType(shape, timestamps);
    default:
      return listType(shape, name, timestamps);
  }
}

function numberType(numbers: NumberShape, name: string, timestamps: NumericTimestamps): GuessedType {
  const { least, largest, fractions, huge } = numbers;
  if (fractions) return { type: DOUBLE };
  if (huge || least === undefined || largest === undefined) return { type: JSON_TYPE, note: "integers beyond 64 bits" };
  const unit = timeUnit(numbers, name, timestamps);
  if (unit !== undefined) return { type: timestampType(unit), note: `${UNIT_NAMES[unit]} since the epoch` };
  if (least >= MIN_INT64 && largest <= MAX_INT64) return { type: BIGINT };
  if (least >= 0n && largest <= MAX_UINT64) return { type: BIGINT_UNSIGNED };
  return { type: JSON_TYPE, note: "integers beyond 64 bits" };
}

/** The unit of numbers that are times; undefined: they are not, or the table could not read them as such. */
function timeUnit(
  { unit, farthest }: NumberShape,
  name: string,
  timestamps: NumericTimestamps,
): TimestampPrecision | undefined {
  if (unit === undefined || timestamps === "refused" || (timestamps === "millis" && unit !== 3)) return undefined;
  return farthest <= NEAR_MILLIS || isTimeName(name) ? unit : undefined;
}

/** `created_at`, `createdAt`, `ts`, `eventTime`; not `format` or `count`. */
function isTimeName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase().split(/[_.\-\s]+/);
  return words.some((word) => TIME_WORDS.has(word));
}

function textType({ timestamps, dates, fractionDigits, nanos }: TextShape, count: number): SqlType {
  if (timestamps < count) return TEXT;
  if (dates === count) return DATE;
  if (fractionDigits > 6 && nanos) return timestampType(9);
  return timestampType(fractionDigits > 3 ? 6 : 3);
}

function objectType(shape: JsonShape, timestamps: NumericTimestamps): GuessedType {
  const { members } = shape;
  if (members.size === 0) return { type: JSON_TYPE, note: shape.cut ? "nested deep" : "empty objects" };
  if (shape.cut || members.size > MAX_MEMBERS || isMap(shape)) return { type: JSON_TYPE, note: manyKeys(shape) };
  const unnamed = [...members.keys()].find((name) => !isColumnName(name));
  if (unnamed !== undefined) return { type: JSON_TYPE, note: "a key that is no name" };
  const fields = [...members].map(([name, member]) => ({
    name,
    type: guessType(member, name, timestamps).type,
    nullable: true,
  }));
  return { type: structType(fields) };
}

/** Objects whose keys are data: most objects have few of all the keys that there are. */
export function isMap(shape: JsonShape): boolean {
  return shape.members.size > MAP_MEMBERS && meanPresence(shape) < MAP_SHARE * shape.counts.object;
}

/** In how many objects a member is, on the average. */
export function meanPresence({ members }: JsonShape): number {
  let all = 0;
  for (const member of members.values()) all += member.present + member.nulls;
  return all / members.size;
}

function manyKeys({ members, cut }: JsonShape): string {
  return cut ? "nested deep, or many different keys" : `${members.size} different keys`;
}

function listType({ elements }: JsonShape, name: string, timestamps: NumericTimestamps): GuessedType {
  if (elements === undefined) return { type: JSON_TYPE, note: "empty arrays" };
  const element = guessType(elements, name, timestamps);
  if (element.type.kind === "json") return { type: JSON_TYPE, note: `arrays of ${element.note ?? "several kinds"}` };
  return { type: arrayType(element.type), ...(element.note !== undefined && { note: element.note }) };
}

/** Names that can be written in a statement and told apart when they are read. */
export function isColumnName(name: string): boolean {
  // deno-lint-ignore no-control-regex -- a name with a line break or an escape code is none that anyone would type
  return name !== "" && name.length <= 200 && !/[\x00-\x1f\x7f-\x9f\u2028\u2029]/.test(name) && name.isWellFormed();
}
