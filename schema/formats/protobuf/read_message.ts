/** Messages to values, by the names of fields: the exact way for everything, and the only one for what lies in messages. */
import { type SqlType, type StructField, structType, typeName, type Value } from "../../types.ts";
import { valueToJson } from "../../values/json_text.ts";
import { columnsOfMessage, wellKnownType, wrappedScalar } from "./columns.ts";
import { converter, defaultRaw, type Raw, SCALAR_READERS } from "./convert.ts";
import type { ProtoField, ProtoMessage, ProtoType } from "./descriptor.ts";
import { protoNames } from "./names.ts";
import { inside, objectText, readDuration, readJsonMessage, readTimestamp } from "./well_known.ts";
import { BadWire, BYTES, MAX_DEPTH, WireCursor } from "./wire.ts";

/** A column that no field, or none of a fitting type, can fill. */
export class Unfit extends Error {}

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

/** Reads messages of one type into values of the targets. */
export class MessageReader {
  /** Those of the targets that the message has fields for. */
  readonly members: readonly Member[];
  /** The members, and what is only there to unset one. */
  readonly byNumber: ReadonlyMap<number, Member>;
  /** The same for small numbers. */
  readonly #small: readonly (Member | undefined)[];
  readonly #size: number;

  /** Throws {@link Unfit}. `readers` are shared by all that are made for one schema. */
  constructor(message: ProtoMessage, targets: readonly StructField[], readers: Readers) {
    const named = new Map(message.fields.map((field) => [field.name, field]));
    const names = protoNames(targets.map(({ name }) => name));
    const members = targets.flatMap((target, index) => {
      const field = named.get(target.name) ?? named.get(names[index] ?? "");
      if (field !== undefined) return [readers.member(message, field, target, index)];
      if (target.nullable) return [];
      throw new Unfit(`column '${target.name}' is NOT NULL, but ${message.fullName} has no field of that name`);
    });
    const oneofs = new Map<string, number[]>();
    for (const { field, index } of members) {
      if (field.oneof !== undefined) oneofs.set(field.oneof, [...oneofs.get(field.oneof) ?? [], index]);
    }
    const others = message.fields.filter((field) =>
      field.oneof !== undefined && oneofs.has(field.oneof) && !members.some((member) => member.field === field)
    );
    this.#size = targets.length;
    const all = [...members, ...others.map(bystander)].map((member) => ({
      ...member,
      unsets: (oneofs.get(member.field.oneof ?? "") ?? []).filter((index) => index !== member.index),
    }));
    this.members = all.filter(({ index }) => index >= 0);
    this.byNumber = new Map(all.map((member) => [member.field.number, member]));
    this.#small = Array.from({ length: 128 }, (_, number) => this.byNumber.get(number));
  }

  /** Reads up to the cursor's end; NULL for what is not there. Throws {@link BadWire}. */
  read(cursor: WireCursor, depth: number): Value[] {
    if (depth > MAX_DEPTH) throw new BadWire(`nested deeper than ${MAX_DEPTH}`);
    const taken: Taken = { values: new Array(this.#size), starts: [], ends: [], parts: NO_PARTS };
    const values: Value[] = [];
    let at: Member | undefined;
    try {
      while (cursor.next()) {
        const { field } = cursor;
        const member = field < 128 ? this.#small[field] : this.byNumber.get(field);
        if (member === undefined) {
          cursor.skip(depth);
          continue;
        }
        for (const index of member.unsets) unset(taken, index);
        at = member;
        if (member.index < 0) cursor.skip(depth);
        else take(member, cursor, depth, taken);
        at = undefined;
      }
      for (let i = 0; i < this.#size; i++) values.push(null);
      for (at of this.members) values[at.index] = settle(at, cursor, depth, taken);
    } catch (error) {
      throw error instanceof BadWire && at !== undefined ? error.within(at.field.name) : error;
    }
    return values;
  }
}

/** Most messages have none: whoever finds one makes its own. */
const NO_PARTS = new Map<number, number[]>();

function bystander(field: ProtoField): Member {
  const read = () => null;
  return { index: -1, field, wire: 0, shape: "last", read, missing: read, gather: undefined, unsets: [] };
}

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

/** Makes readers, those of recursive messages once. */
export class Readers {
  readonly #json = new Map<ProtoMessage, Read>();

  /** Reads whole messages into one value. Throws {@link Unfit}. */
  value(message: ProtoMessage, type: SqlType): Read {
    const read = this.#messageReader(message, type);
    if (read === undefined) throw new Unfit(`${message.fullName} cannot be read as ${typeName(type)}`);
    return read;
  }

  /** Throws {@link Unfit}. */
  member(message: ProtoMessage, field: ProtoField, target: StructField, index: number): Member {
    const isList = field.repeated || field.type.kind === "map";
    const element = isList && target.type.kind === "array" ? target.type.element : target.type;
    const asJson = isList && target.type.kind === "json";
    const read = isList && target.type.kind !== "array" && !asJson
      ? undefined
      : this.#reader(field.type, element, asJson);
    if (read === undefined) {
      throw new Unfit(
        `column '${target.name}' is ${typeName(target.type)}, but field '${field.name}' of ${message.fullName} is ${
          describe(field)
        }`,
      );
    }
    const gather = !isList
      ? undefined
      : !asJson
      ? (values: readonly Value[]) => values
      : field.type.kind === "map"
      ? mapText
      : (values: readonly Value[]) => `[${values.join(",")}]`;
    const isMessage = field.type.kind === "message" || field.type.kind === "map";
    return {
      index,
      field,
      wire: wireOf(field.type),
      shape: isList ? (isMessage ? "messages" : "numbers") : isMessage ? "merged" : "last",
      read,
      missing: missingOf(field, target, gather),
      gather,
      unsets: [],
    };
  }

  /** `natural`: JSON of the value, also of texts, which else are taken for JSON. */
  #reader(type: ProtoType, target: SqlType, natural: boolean): Read | undefined {
    if (type.kind === "map") return target.kind === "json" ? this.#entry(type) : undefined;
    if (type.kind === "message") return this.#messageReader(type.message, target);
    if (natural && type.kind === "scalar" && type.scalar === "string") return (cursor) => JSON.stringify(cursor.text());
    const convert = converter(type, target);
    if (convert === undefined) return undefined;
    const { read } = SCALAR_READERS[type.kind === "enum" ? "int32" : type.scalar];
    return (cursor) => convert(read(cursor));
  }

  #messageReader(message: ProtoMessage, target: SqlType): Read | undefined {
    const scalar = wrappedScalar(message);
    if (scalar !== undefined) return wrapperReader({ kind: "scalar", scalar }, target);
    const known = wellKnownType(message);
    if (message.fullName === "google.protobuf.Timestamp" && target.kind === "timestamp") {
      return (cursor) => readTimestamp(cursor, target.precision);
    }
    if (message.fullName === "google.protobuf.Duration" && target.kind === "interval") return readDuration;
    if (target.kind === "json") return this.#jsonReader(message, known);
    if (target.kind !== "struct" || known !== undefined) return undefined;
    const reader = new MessageReader(message, target.fields, this);
    return (cursor, depth) => reader.read(cursor, depth);
  }

  #jsonReader(message: ProtoMessage, known: SqlType | undefined): Read {
    if (known?.kind === "json") return (cursor, depth) => readJsonMessage(cursor, message.fullName, depth);
    if (known !== undefined) {
      const read = this.#messageReader(message, known);
      return (cursor, depth) => valueToJson(read?.(cursor, depth) ?? null, known);
    }
    const made = this.#json.get(message);
    if (made !== undefined) return made;
    // The reader is made when the first such message comes: a recursive one needs itself.
    let reader: MessageReader | undefined;
    const members = columnsOfMessage(message);
    const type = structType(members);
    const read: Read = (cursor, depth) => {
      reader ??= new MessageReader(message, members, this);
      return valueToJson(reader.read(cursor, depth), type);
    };
    this.#json.set(message, read);
    return read;
  }

  /** A map's entry as `key`, then `value` in JSON: an array of two. */
  #entry({ key, value }: ProtoType & { kind: "map" }): Read {
    const readKey = SCALAR_READERS[key];
    const readValue = this.#reader(value, { kind: "json" }, true);
    const wire = wireOf(value);
    return (cursor, depth) => {
      let name: Raw = defaultRaw({ kind: "scalar", scalar: key });
      let text: Value = value.kind === "message"
        ? readValue?.(new WireCursor(), depth) ?? null
        : value.kind === "scalar" && value.scalar === "string"
        ? '""'
        : converter(value, { kind: "json" })?.(defaultRaw(value)) ?? null;
      while (cursor.next()) {
        if (cursor.field === 1) {
          cursor.expect(readKey.wire);
          name = readKey.read(cursor);
        } else if (cursor.field === 2 && readValue !== undefined) {
          cursor.expect(wire);
          text = wire === BYTES && value.kind === "message"
            ? inside(cursor, () => readValue(cursor, depth + 1))
            : readValue(cursor, depth);
        } else cursor.skip(depth);
      }
      return [String(name), text];
    };
  }
}

function mapText(entries: readonly Value[]): Value {
  return objectText(new Map(entries as unknown as readonly [string, string][])); // what the reader of entries gives
}

function wireOf(type: ProtoType): number {
  if (type.kind === "message" || type.kind === "map") return BYTES;
  return SCALAR_READERS[type.kind === "enum" ? "int32" : type.scalar].wire;
}

/** The field `value = 1`; a message without it holds the default. */
function wrapperReader(type: ProtoType & { kind: "scalar" }, target: SqlType): Read | undefined {
  const { wire, read } = SCALAR_READERS[type.scalar];
  const convert = type.scalar === "string" && target.kind === "json"
    ? (raw: Raw) => JSON.stringify(raw)
    : converter(type, target);
  if (convert === undefined) return undefined;
  return (cursor, depth) => {
    let raw = defaultRaw(type);
    while (cursor.next()) {
      if (cursor.field === 1) {
        cursor.expect(wire);
        raw = read(cursor);
      } else cursor.skip(depth);
    }
    return convert(raw);
  };
}

function missingOf(field: ProtoField, target: StructField, gather: Member["gather"]): () => Value {
  if (gather !== undefined) return () => gather([]);
  if (field.required) return refuseMissing;
  if (field.presence && field.fallback === undefined) return target.nullable ? () => null : refuseMissing;
  const convert = converter(field.type, target.type);
  const raw = field.fallback ?? defaultRaw(field.type);
  return () => {
    try {
      return convert?.(raw) ?? null;
    } catch (error) {
      // "" is no number and no JSON: there is none.
      if (error instanceof BadWire && target.nullable) return null;
      throw error;
    }
  };
}

function refuseMissing(): never {
  throw new BadWire("missing, but it is required or its column NOT NULL");
}

function describe({ type, repeated }: ProtoField): string {
  const single = type.kind === "scalar"
    ? type.scalar
    : type.kind === "enum"
    ? "an enum"
    : type.kind === "map"
    ? "a map"
    : type.message.fullName;
  return repeated ? `repeated ${single}` : single;
}
