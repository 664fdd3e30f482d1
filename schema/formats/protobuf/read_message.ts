/** Messages to values, by the names of fields: the exact way for everything, and the only one for what lies in messages. */
import { type SqlType, type StructField, structType, typeName, type Value } from "../../types.ts";
import { valueToJson } from "../../values/json_text.ts";
import { columnsOfMessage, wellKnownType, wrappedScalar } from "./columns.ts";
import { converter, defaultRaw, type Raw, SCALAR_READERS } from "./convert.ts";
import type { ProtoField, ProtoMessage, ProtoType } from "./schema.ts";
import { protoNames } from "./names.ts";
import { inside, objectText, readDuration, readJsonMessage, readTimestamp } from "./well_known.ts";
import { type Member, NO_PARTS, type Read, settle, take, type Taken, unset } from "./take.ts";
import { BadWire, BYTES, MAX_DEPTH, WireCursor } from "./wire.ts";

/** A column that no field, or none of a fitting type, can fill. */
export class Unfit extends Error {}

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

function bystander(field: ProtoField): Member {
  const read = () => null;
  return { index: -1, field, wire: 0, shape: "last", read, missing: read, gather: undefined, unsets: [] };
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
