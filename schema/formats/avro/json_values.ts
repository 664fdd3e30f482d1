/** Avro values as JSON text, by the table of `sql.md` §7.5: written as bytes, straight from those of the record. */
import { ByteWriter } from "../../byte_writer.ts";
import { dateToText } from "../../values/date.ts";
import { decimalToText } from "../../values/decimal.ts";
import { intervalToText } from "../../values/interval.ts";
import { timeToText } from "../../values/time.ts";
import { isTimestampInRange } from "../../values/timestamp.ts";
import {
  DateText,
  writeAscii,
  writeBase64,
  writeDouble,
  writeEscaped,
  writeInt64,
  writeReal,
  writeTimestamp,
} from "../json_write.ts";
import { BadValue } from "../json_cursor.ts";
import { isUtf8 } from "../utf8.ts";
import { AvroCursor } from "./cursor.ts";
import { defaultBytes } from "./default_bytes.ts";
import { type AvroScalar, type Default, type Plan, type RecordPlan, resolve } from "./resolve.ts";
import { isAscii } from "./scan_support.ts";
import { decimalOf, doubleReader, longOf, rangeStart, type Read, refuse, timeReader, uuidReader } from "./scalars.ts";
import { type AvroLogical, avroTypeName } from "./schema.ts";
import type { Skips } from "./skip.ts";

/** Reads a value and appends its compact JSON text. Throws {@link BadValue}. */
export type WriteJson = (cursor: AvroCursor, out: ByteWriter) => void;

const ENCODER = new TextEncoder();
const NULL = ENCODER.encode("null");
const TRUE = ENCODER.encode("true");
const FALSE = ENCODER.encode("false");
const QUOTE = 34;
const COMMA = 44;

/** The longest text of a number or time. */
const LONGEST = 48;

/** Makes writers; one for each writer's schema, so that recursive types are met again. */
export class JsonWriters {
  readonly #records = new Map<RecordPlan, WriteJson>();

  constructor(readonly skips: Skips) {}

  of(plan: Plan): WriteJson {
    switch (plan.kind) {
      case "scalar":
        return scalarJson(plan.from, plan.to);
      case "enum": {
        const read = symbolReader(plan);
        const texts = new Map(plan.symbols.map((symbol) => [symbol, ENCODER.encode(JSON.stringify(symbol ?? ""))]));
        return (cursor, out) => out.append(texts.get(read(cursor)) ?? NULL);
      }
      case "union": {
        const branch = branchReader(plan.branches.map((one) => this.of(one)));
        return (cursor, out) => branch(cursor)(cursor, out);
      }
      case "refused":
        return () => refuse(plan.reason);
      case "array": {
        const item = this.of(plan.items);
        return (cursor, out) => writeItems(cursor, out, "[", "]", item);
      }
      case "map": {
        const key = scalarJson({ kind: "string" }, { kind: "string" });
        const item = this.of(plan.values);
        return (cursor, out) =>
          writeItems(cursor, out, "{", "}", (cursor, out) => {
            key(cursor, out);
            out.appendByte(58);
            item(cursor, out);
          });
      }
      case "record":
        return this.#records.get(plan) ?? this.#record(plan);
      default:
        return plan satisfies never;
    }
  }

  #record(plan: RecordPlan): WriteJson {
    const heads = plan.to.fields.map(({ name }) => ENCODER.encode(`${JSON.stringify(name)}:`));
    const inOrder = plan.defaults.length === 0 && isOrdered(plan);
    const members: WriteJson[] = [];
    const skips: boolean[] = [];
    const constants: { readonly field: number; readonly text: Uint8Array }[] = [];
    const write: WriteJson = inOrder
      ? (cursor, out) => {
        cursor.enter();
        out.appendByte(123);
        let first = true;
        for (let i = 0; i < members.length; i++) {
          if (skips[i] === false) {
            if (!first) out.appendByte(COMMA);
            first = false;
          }
          members[i]!(cursor, out); // i < length
        }
        out.appendByte(125);
        cursor.leave();
      }
      : (cursor, out) => {
        cursor.enter();
        writeReordered(plan, members, constants, cursor, out);
        cursor.leave();
      };
    this.#records.set(plan, write);
    for (const { type, field, plan: inner } of plan.steps) {
      skips.push(field === undefined);
      members.push(
        field === undefined || inner === undefined ? this.skips.of(type) : member(heads[field]!, this.of(inner)), // one per field
      );
    }
    for (const missing of plan.defaults) {
      const value = defaultJson(missing, this.of(resolve(missing.type, missing.type)));
      constants.push({ field: missing.field, text: Uint8Array.from([...heads[missing.field]!, ...value]) });
    }
    return write;
  }
}

function isOrdered({ steps }: RecordPlan): boolean {
  const fields = steps.flatMap(({ field }) => field === undefined ? [] : [field]);
  return fields.every((field, i) => field === i);
}

function member(head: Uint8Array, write: WriteJson): WriteJson {
  return (cursor, out) => {
    out.append(head);
    write(cursor, out);
  };
}

/** Members as the writer has them, behind what is there; then all in the reader's order in their place. */
function writeReordered(
  plan: RecordPlan,
  members: readonly WriteJson[],
  constants: readonly { readonly field: number; readonly text: Uint8Array }[],
  cursor: AvroCursor,
  out: ByteWriter,
): void {
  const start = out.position;
  const texts = new Array<Uint8Array>(plan.to.fields.length);
  for (const { field, text } of constants) texts[field] = text;
  const ends: number[] = [];
  for (const write of members) {
    write(cursor, out);
    ends.push(out.position - start);
  }
  const written = out.bytes.slice(start, out.position);
  plan.steps.forEach(({ field }, i) => {
    if (field !== undefined) texts[field] = written.subarray(ends[i - 1] ?? 0, ends[i]);
  });
  out.position = start;
  out.appendByte(123);
  texts.forEach((text, i) => {
    if (i > 0) out.appendByte(COMMA);
    out.append(text);
  });
  out.appendByte(125);
}

function writeItems(cursor: AvroCursor, out: ByteWriter, open: string, close: string, item: WriteJson): void {
  out.appendByte(open.charCodeAt(0));
  let first = true;
  cursor.blocks(() => {
    if (!first) out.appendByte(COMMA);
    first = false;
    item(cursor, out);
  });
  out.appendByte(close.charCodeAt(0));
}

function scalarJson(from: AvroScalar, to: AvroScalar): WriteJson {
  return to.logical === undefined ? plainJson(from, to) : logicalJson(from, to, to.logical);
}

function plainJson(from: AvroScalar, to: AvroScalar): WriteJson {
  switch (to.kind) {
    case "null":
      return (_cursor, out) => out.append(NULL);
    case "boolean":
      return (cursor, out) => out.append(cursor.boolean() ? TRUE : FALSE);
    case "int":
    case "long":
      return (cursor, out) => {
        if (from.kind === "int") cursor.int();
        else cursor.varint();
        out.ensure(LONGEST);
        out.position = writeInt64(out.bytes, out.view, out.position, cursor.low, cursor.high);
      };
    case "float":
    case "double": {
      const read = doubleReader(from, to);
      if (to.kind === "float") {
        return (cursor, out) => {
          out.ensure(LONGEST);
          out.position = writeReal(out.bytes, out.position, read(cursor));
        };
      }
      return (cursor, out) => {
        out.ensure(LONGEST);
        out.position = writeDouble(out.bytes, out.view, out.position, read(cursor));
      };
    }
    case "string":
      return textJson(from);
    case "bytes":
    case "fixed":
      return (cursor, out) => {
        const start = rangeStart(cursor, from);
        out.ensure((cursor.position - start) * 2 + 8);
        out.appendByte(QUOTE);
        out.position = writeBase64(out.bytes, out.position, cursor.bytes, start, cursor.position);
        out.appendByte(QUOTE);
      };
    default:
      return to satisfies never;
  }
}

function logicalJson(from: AvroScalar, to: AvroScalar, logical: AvroLogical): WriteJson {
  switch (logical.kind) {
    case "decimal": {
      const read = decimalOf(from, logical);
      return asciiJson((cursor) => decimalToText(read(cursor), logical.scale));
    }
    case "uuid": {
      if (to.kind === "string") return textJson(from);
      const read = uuidReader(from);
      return asciiJson((cursor) => `"${read(cursor)}"`);
    }
    case "date":
      return asciiJson((cursor) => `"${dateToText(cursor.int())}"`);
    case "time-millis":
    case "time-micros": {
      const read = timeReader(from, logical);
      return asciiJson((cursor) => `"${timeToText(read(cursor))}"`);
    }
    case "timestamp": {
      const { precision } = logical;
      const date = new DateText();
      return (cursor, out) => {
        if (from.kind === "int") cursor.int();
        else cursor.varint();
        const { low, high } = cursor;
        if (!isTimestampInRange(longOf(cursor), precision)) {
          refuse(`${longOf(cursor)} as ${avroTypeName(to)} is outside the years 0 to 9999`);
        }
        out.ensure(LONGEST);
        out.position = writeTimestamp(out.bytes, out.view, out.position, low, high, precision, date);
      };
    }
    case "duration":
      return asciiJson((cursor) => `"${durationText(cursor)}"`);
    default:
      return logical satisfies never;
  }
}

function asciiJson(read: Read<string>): WriteJson {
  return (cursor, out) => {
    const text = read(cursor);
    out.ensure(text.length);
    out.position = writeAscii(out.bytes, out.position, text);
  };
}

function textJson(from: AvroScalar): WriteJson {
  return (cursor, out) => {
    const start = rangeStart(cursor, from);
    const end = cursor.position;
    if (!isAscii(cursor.view, start, end) && !isUtf8(cursor.bytes, start, end)) throw new BadValue("invalid UTF-8");
    out.ensure((end - start) * 6 + 16);
    out.appendByte(QUOTE);
    out.position = writeEscaped(out.bytes, out.view, out.position, cursor.bytes, cursor.view, start, end);
    out.appendByte(QUOTE);
  };
}

/** As the text of an INTERVAL, which CAST reads. */
function durationText(cursor: AvroCursor): string {
  const at = cursor.take(12);
  const { view } = cursor;
  const millis = BigInt(view.getUint32(at + 8, true));
  return intervalToText({
    months: view.getUint32(at, true),
    days: view.getUint32(at + 4, true),
    nanos: millis * 1_000_000n,
  });
}

/** The symbol of an enum, as the reader calls it. */
export function symbolReader({ symbols, to }: Plan & { kind: "enum" }): Read<string> {
  const name = avroTypeName(to);
  return (cursor) => {
    const index = cursor.index(symbols.length, `${name} has no symbol`);
    return symbols[index] ?? refuse(`${name} has no symbol for number ${index} of the writer, and no default`);
  };
}

/** Reads the index of a union's branch, and gives what belongs to it. */
export function branchReader<T>(branches: readonly T[]): Read<T> {
  return (cursor) => branches[cursor.index(branches.length, "a union has no branch")]!; // below their number
}

/** Whether a plan reads nothing but null. */
export function isNull(plan: Plan): boolean {
  return plan.kind === "scalar" && plan.to.kind === "null";
}

/** Reads the value that stands for a field which the writer does not have. Throws {@link BadValue}. */
export function readDefault<T>({ type, value }: Pick<Default, "type" | "value">, read: Read<T>): T {
  const cursor = new AvroCursor();
  cursor.bytes = defaultBytes(type, value);
  cursor.view = new DataView(cursor.bytes.buffer, cursor.bytes.byteOffset);
  cursor.over(0, cursor.bytes.length);
  return read(cursor);
}

function defaultJson(missing: Default, write: WriteJson): Uint8Array {
  const out = new ByteWriter(0);
  readDefault(missing, (cursor) => write(cursor, out));
  return out.written();
}
