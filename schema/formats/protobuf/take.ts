/** The fields of a message as they come: the last value, messages merged, lists gathered. */
import type { Value } from "../../types.ts";
import type { ProtoField } from "./schema.ts";
import { BYTES, WireCursor } from "./wire.ts";

/** Reads one value: a scalar behind its tag, a message between the cursor's position and its end. */
export type Read = (cursor: WireCursor, depth: number) => Value;

/** How values of one field become the value of one column. */
export interface Member {
  /** Position among the targets; -1: only there to unset others of its oneof. */
  readonly index: number;
  readonly field: ProtoField;
  readonly wire: number;
  /** How occurrences become one value: the last one, all messages merged, or a list of all. */
  readonly shape: "last" | "merged" | "numbers" | "messages";
  readonly read: Read;
  /** Of a column that the message says nothing of. */
  readonly missing: () => Value;
  /** Values of a repeated field or a map together. */
  readonly gather: ((values: readonly Value[]) => Value) | undefined;
  /** Positions that a value of this field unsets: those of the same oneof. */
  readonly unsets: readonly number[];
}

/** What has been read of a message: by the positions of members. */
export interface Taken {
  /** Undefined: nothing yet; of lists what will be gathered. */
  readonly values: (Value | undefined)[];
  /** Where messages lie that are read at the end; undefined: none yet. */
  readonly starts: (number | undefined)[];
  readonly ends: number[];
  /** Start and end of all parts of messages that came more than once. */
  readonly parts: Map<number, number[]>;
}

/** Most messages have none: whoever finds one makes its own. */
export const NO_PARTS = new Map<number, number[]>();

export function unset({ values, starts, parts }: Taken, index: number): void {
  values[index] = starts[index] = undefined;
  parts.delete(index);
}

/** Reads one occurrence of a field; of messages that may come again only where it lies, because several are one. */
export function take(member: Member, cursor: WireCursor, depth: number, taken: Taken): void {
  const { index, wire, shape } = member;
  const { values } = taken;
  if (shape === "last") {
    if (cursor.wire !== wire) cursor.expect(wire);
    values[index] = member.read(cursor, depth);
    return;
  }
  if (shape === "merged") {
    cursor.expect(BYTES);
    const start = cursor.delimited();
    const first = taken.starts[index];
    if (first === undefined) {
      taken.starts[index] = start;
      taken.ends[index] = cursor.position;
    } else addPart(taken, index, [first, taken.ends[index]!], [start, cursor.position]); // where there is a start is an end
    return;
  }
  const list = (values[index] ??= []) as Value[];
  if (cursor.wire !== BYTES || (shape === "numbers" && wire === BYTES)) {
    cursor.expect(wire);
    list.push(member.read(cursor, depth));
    return;
  }
  const { end } = cursor;
  const start = cursor.delimited();
  cursor.end = cursor.position;
  cursor.position = start;
  if (shape === "messages") list.push(member.read(cursor, depth + 1));
  else while (cursor.position < cursor.end) list.push(member.read(cursor, depth));
  cursor.end = end;
}

function addPart(taken: Taken, index: number, first: readonly number[], next: readonly number[]): void {
  const own = taken.parts === NO_PARTS ? new Map<number, number[]>() : taken.parts;
  (taken as { parts: Map<number, number[]> }).parts = own;
  const parts = own.get(index);
  if (parts === undefined) own.set(index, [...first, ...next]);
  else parts.push(...next);
}

/** The value that came of a field's occurrences. */
export function settle(member: Member, cursor: WireCursor, depth: number, taken: Taken): Value {
  const { index, gather } = member;
  const start = taken.starts[index];
  if (start === undefined) {
    const value = taken.values[index];
    if (value === undefined) return member.missing();
    return gather === undefined ? value : gather(value as readonly Value[]);
  }
  const parts = taken.parts.get(index);
  if (parts !== undefined) return member.read(joined(cursor.bytes, parts), depth + 1);
  const { position, end } = cursor;
  cursor.position = start;
  cursor.end = taken.ends[index]!; // where there is a start is an end
  const value = member.read(cursor, depth + 1);
  cursor.position = position;
  cursor.end = end;
  return value;
}

/** The parts of a message behind each other, which is how the specification merges them. No field may span two of them. */
function joined(bytes: Uint8Array, parts: readonly number[]): WireCursor {
  const part = new WireCursor();
  let length = 0;
  for (let i = 0; i < parts.length; i += 2) {
    length += parts[i + 1]! - parts[i]!; // pairs, as below
    part.over(bytes, parts[i]!, parts[i + 1]!);
    while (part.next()) part.skip(0);
  }
  const whole = new Uint8Array(length + 8);
  let at = 0;
  for (let i = 0; i < parts.length; i += 2) {
    whole.set(bytes.subarray(parts[i], parts[i + 1]), at);
    at += parts[i + 1]! - parts[i]!;
  }
  return new WireCursor().over(whole, 0, length);
}
