/** Messages of google/protobuf/*.proto that mean a value of their own, read behind their length. */
import { Buffer } from "node:buffer";
import type { Interval } from "../../types.ts";
import { doubleToText } from "../../values/float.ts";
import { isTimestampInRange, nanosToTimestamp, type TimestampPrecision } from "../../values/timestamp.ts";
import { BadWire, BYTES, FIXED64, MAX_DEPTH, VARINT, type WireCursor } from "./wire.ts";

/** `google.protobuf.Timestamp` between the cursor's position and its end, in units of the precision. */
export function readTimestamp(cursor: WireCursor, precision: TimestampPrecision): bigint {
  const { seconds, nanos } = readSeconds(cursor);
  if (nanos < 0 || nanos > 999_999_999) throw new BadWire(`${nanos} nanoseconds are no part of a second`);
  const units = nanosToTimestamp(seconds * 1_000_000_000n + BigInt(nanos), precision);
  if (!isTimestampInRange(units, precision)) throw new BadWire(`${seconds} seconds are out of range for a TIMESTAMP`);
  return units;
}

/** ±10,000 years, as the type's own documentation has it. */
const MAX_DURATION_SECONDS = 315_576_000_000n;

export function readDuration(cursor: WireCursor): Interval {
  const { seconds, nanos } = readSeconds(cursor);
  const whole = seconds < 0n ? -seconds : seconds;
  if (whole > MAX_DURATION_SECONDS) throw new BadWire(`${seconds} seconds are out of range for an INTERVAL`);
  const sameSign = nanos === 0 || seconds === 0n || (nanos < 0) === (seconds < 0n);
  if (!sameSign || nanos < -999_999_999 || nanos > 999_999_999) {
    throw new BadWire(`${seconds} seconds and ${nanos} nanoseconds are no duration`);
  }
  const total = seconds * 1_000_000_000n + BigInt(nanos);
  if (BigInt.asIntN(64, total) !== total) throw new BadWire(`${seconds} seconds are out of range for an INTERVAL`);
  return { months: 0, days: 0, nanos: total };
}

function readSeconds(cursor: WireCursor): { seconds: bigint; nanos: number } {
  let seconds = 0n;
  let nanos = 0;
  while (cursor.next()) {
    if (cursor.field === 1) {
      cursor.expect(VARINT);
      seconds = BigInt.asIntN(64, cursor.uint64());
    } else if (cursor.field === 2) {
      cursor.expect(VARINT);
      nanos = cursor.int32();
    } else cursor.skip(0);
  }
  return { seconds, nanos };
}

/** Does something with the part of the message whose length comes next. */
export function inside<T>(cursor: WireCursor, read: () => T): T {
  cursor.expect(BYTES);
  const { end } = cursor;
  const start = cursor.delimited();
  cursor.end = cursor.position;
  cursor.position = start;
  const value = read();
  cursor.position = cursor.end;
  cursor.end = end;
  return value;
}

/** The message as JSON text: an object, an array, any value, or the type's URL with its bytes in base64. */
export function readJsonMessage(cursor: WireCursor, fullName: string, depth: number): string {
  if (depth > MAX_DEPTH) throw new BadWire(`nested deeper than ${MAX_DEPTH}`);
  switch (fullName) {
    case "google.protobuf.Struct":
      return readStruct(cursor, depth);
    case "google.protobuf.ListValue":
      return readList(cursor, depth);
    case "google.protobuf.Value":
      return readValue(cursor, depth);
    default:
      return readAny(cursor);
  }
}

function readStruct(cursor: WireCursor, depth: number): string {
  const members = new Map<string, string>();
  while (cursor.next()) {
    if (cursor.field !== 1) {
      cursor.skip(depth);
      continue;
    }
    let key = "";
    let value = "null";
    inside(cursor, () => {
      while (cursor.next()) {
        if (cursor.field === 1) {
          cursor.expect(BYTES);
          key = cursor.text();
        } else if (cursor.field === 2) value = inside(cursor, () => readJsonMessage(cursor, VALUE, depth + 1));
        else cursor.skip(depth);
      }
    });
    members.set(key, value);
  }
  return objectText(members);
}

const VALUE = "google.protobuf.Value";

/** Members as they come: a repeated key keeps its place and has the last value. */
export function objectText(members: ReadonlyMap<string, string>): string {
  return `{${[...members].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`;
}

function readList(cursor: WireCursor, depth: number): string {
  const values: string[] = [];
  while (cursor.next()) {
    if (cursor.field === 1) values.push(inside(cursor, () => readJsonMessage(cursor, VALUE, depth + 1)));
    else cursor.skip(depth);
  }
  return `[${values.join(",")}]`;
}

function readValue(cursor: WireCursor, depth: number): string {
  let value = "null";
  while (cursor.next()) {
    switch (cursor.field) {
      case 1:
        cursor.expect(VARINT);
        cursor.varint();
        value = "null";
        break;
      case 2: {
        cursor.expect(FIXED64);
        const number = cursor.view.getFloat64(cursor.take(8), true);
        value = Number.isFinite(number)
          ? Number.isInteger(number) ? integerText(number) : doubleToText(number)
          : "null";
        break;
      }
      case 3:
        cursor.expect(BYTES);
        value = JSON.stringify(cursor.text());
        break;
      case 4:
        cursor.expect(VARINT);
        cursor.varint();
        value = String((cursor.low | cursor.high) !== 0);
        break;
      case 5:
        value = inside(cursor, () => readJsonMessage(cursor, "google.protobuf.Struct", depth + 1));
        break;
      case 6:
        value = inside(cursor, () => readJsonMessage(cursor, "google.protobuf.ListValue", depth + 1));
        break;
      default:
        cursor.skip(depth);
    }
  }
  return value;
}

/** All numbers of a Value are doubles: whole ones are written as JSON writes them. */
function integerText(number: number): string {
  return Object.is(number, -0) ? "-0.0" : JSON.stringify(number);
}

function readAny(cursor: WireCursor): string {
  let url = "";
  let value: Uint8Array = new Uint8Array(0);
  while (cursor.next()) {
    if (cursor.field === 1) {
      cursor.expect(BYTES);
      url = cursor.text();
    } else if (cursor.field === 2) {
      cursor.expect(BYTES);
      value = cursor.bytesValue();
    } else cursor.skip(0);
  }
  return `{"@type":${JSON.stringify(url)},"value":"${Buffer.from(value).toString("base64")}"}`;
}
