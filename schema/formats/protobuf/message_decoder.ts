/** Messages of one type to rows: a generated scanner, and the exact reader for what that leaves. */
import type { DataError } from "../../errors.ts";
import { badRecord } from "../bad_record.ts";
import { arraysOf } from "../column_arrays.ts";
import type { SourceText } from "../source_text.ts";
import type { Value } from "../../types.ts";
import type { ProtoMessage } from "./schema.ts";
import { MessageReader, Readers } from "./read_message.ts";
import { type Member, settle, take, type Taken, unset } from "./take.ts";
import { type Rows, storeValue, type Target } from "./rows.ts";
import { isSimple, scanCode, type ScanColumn } from "./scan_code.ts";
import { storeTimestamp, textKind, varint64 } from "./scan_support.ts";
import { BadWire, WireCursor } from "./wire.ts";

type Scan = (
  bytes: Uint8Array,
  view: DataView,
  starts: Int32Array,
  ends: Int32Array,
  from: number,
  to: number,
  row: number,
) => number;

/** Shared by the scanners of one decoder. */
export interface ScanState {
  /** The next row, left by a scan. */
  readonly next: Int32Array;
  /** The schema id of the messages to read, as the little-endian word that it is in their headers. */
  readonly id: Int32Array;
}

/** Messages of one type to rows. */
export interface Messages {
  /** See `scan_code.ts`. */
  readonly scan: Scan;
  /** Reads the message in `data[start, end)` the exact way; false: it is bad, and has been handed to `bad`. */
  read(
    data: Uint8Array,
    start: number,
    end: number,
    record: number,
    row: number,
    bad: (record: number, error: DataError) => void,
  ): boolean;
}

export class MessageDecoder implements Messages {
  readonly scan: Scan;
  readonly #reader: MessageReader;
  readonly #rows: Rows;
  readonly #cursor = new WireCursor();

  /** `prefix`: see `scan_code.ts`. Throws `Unfit` where the columns cannot be read from such messages. */
  constructor(message: ProtoMessage, rows: Rows, state: ScanState, prefix: Uint8Array | undefined) {
    this.#rows = rows;
    this.#reader = new MessageReader(message, rows.targets.map(({ field }) => field), new Readers());
    this.scan = compile(this.#reader, rows, state, prefix);
  }

  read(
    data: Uint8Array,
    start: number,
    end: number,
    record: number,
    row: number,
    bad: (record: number, error: DataError) => void,
  ): boolean {
    try {
      const values = this.#reader.read(this.#cursor.over(data, start, end), 0);
      this.#rows.targets.forEach((target, i) => storeValue(target, row, values[i] ?? null));
    } catch (error) {
      if (!(error instanceof BadWire)) throw error;
      const [column, ...path] = error.path;
      const inner = path.map((name) => `member '${name}': `).join("");
      bad(record, badRecord(column, inner + error.reason, data, start, end));
      return false;
    }
    this.#rows.recordOf[row] = record;
    return true;
  }
}

function compile(reader: MessageReader, rows: Rows, { next, id }: ScanState, prefix: Uint8Array | undefined): Scan {
  const members = new Map(reader.members.map((member) => [member.index, member]));
  const columnAt = (target: number) => rows.targets[target]!.index; // members have targets
  const bound: [string, unknown][] = [
    ["R", rows.recordOf],
    ["out", next],
    ["ID", id],
    ["W", new Int32Array(2)],
    ["varint", varint64],
    ["timestamp", storeTimestamp],
    ["textKind", textKind],
    ["skipGroup", skipGroup],
  ];
  const columns = rows.targets.map((target, i): ScanColumn => {
    const member = members.get(i);
    const { index, field: { type, nullable } } = target;
    bound.push(...arraysOf(index, target.column));
    if (member === undefined) {
      const base = { index, type, nullable, wire: 0, unsets: [], missing: null };
      return { ...base, field: undefined, kind: "simple" };
    }
    const { field, wire } = member;
    const missing = missingValue(member);
    // A text that stands for a missing one would have to be put somewhere.
    const plain = missing === undefined || target.text === undefined || field.type.kind === "enum" || isEmpty(missing);
    const kind = member.gather === undefined && plain && isSimple(field.type, type) ? "simple" : "complex";
    if (kind === "complex") bound.push([`C${index}`, new ComplexColumn(member, target)]);
    if (target.text !== undefined) bound.push([`X${index}`, target.text]);
    if (kind === "simple" && field.type.kind === "enum" && target.text !== undefined) {
      bound.push(...namesOf(index, field.type.names, target.text, rows));
    }
    return { index, type, nullable, field, wire, kind, missing, unsets: member.unsets.map(columnAt) };
  });
  const bystanders = [...reader.byNumber.values()].filter(({ index }) => index < 0)
    .map(({ field, unsets }) => ({ number: field.number, unsets: unsets.map(columnAt) }));
  const source = scanCode({ columns, bystanders, prefix });
  return new Function(...bound.map(([name]) => name), source)(...bound.map(([, value]) => value)) as Scan;
}

function isEmpty(value: Value | undefined): boolean {
  return value === null || value === "" || (value instanceof Uint8Array && value.length === 0);
}

/** Undefined: the message is bad without the field. */
function missingValue(member: Member): Value | undefined {
  if (member.gather !== undefined) return null;
  try {
    return member.missing();
  } catch (error) {
    if (error instanceof BadWire) return undefined;
    throw error;
  }
}

const ENCODER = new TextEncoder();

/** Names of an enum as texts of a column: where each stands once it has been written in a batch. */
function namesOf(
  index: number,
  names: ReadonlyMap<number, string>,
  text: SourceText,
  rows: Rows,
): [string, unknown][] {
  const starts = rows.cache(256);
  const ends = rows.cache(256);
  const { column } = text;
  const store = (number: number, row: number) => {
    text.store(row, ENCODER.encode(names.get(number) ?? String(number)), true);
    if (number < 0 || number > 255) return;
    starts[number] = column.starts[row]!; // just stored
    ends[number] = column.ends[row]!;
  };
  return [[`NS${index}`, starts], [`NE${index}`, ends], [`name${index}`, store]];
}

/** A column of values that a scanner does not read itself. */
class ComplexColumn {
  readonly #member: Member;
  readonly #cursor = new WireCursor();
  readonly #taken: Taken = { values: [undefined], starts: [undefined], ends: [0], parts: new Map() };

  constructor(member: Member, readonly target: Target) {
    this.#member = { ...member, index: 0 };
  }

  reset(): void {
    unset(this.#taken, 0);
  }

  /** Reads the value behind the tag; the position behind it, -1: bad. */
  take(bytes: Uint8Array, position: number, end: number, tag: number): number {
    const cursor = this.#cursor.over(bytes, position, end);
    cursor.wire = tag & 7;
    cursor.field = tag >>> 3;
    try {
      take(this.#member, cursor, 0, this.#taken);
      return cursor.position;
    } catch (error) {
      if (error instanceof BadWire) return -1;
      throw error;
    }
  }

  /** False: bad. */
  finish(bytes: Uint8Array, row: number): boolean {
    try {
      const value = settle(this.#member, this.#cursor.over(bytes, 0, 0), 0, this.#taken);
      if (value === null && this.target.column.valid === undefined) return false;
      storeValue(this.target, row, value);
      return true;
    } catch (error) {
      if (error instanceof BadWire) return false;
      throw error;
    }
  }
}

const GROUPS = new WireCursor();

function skipGroup(bytes: Uint8Array, position: number, end: number, tag: number): number {
  if (position > end) return -1;
  GROUPS.over(bytes, position, end);
  GROUPS.wire = tag & 7;
  GROUPS.field = tag >>> 3;
  try {
    GROUPS.skip(0);
    return GROUPS.position;
  } catch (error) {
    if (error instanceof BadWire) return -1;
    throw error;
  }
}
