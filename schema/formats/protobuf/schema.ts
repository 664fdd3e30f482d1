/** The text of .proto files as messages and their fields: what reading and writing messages needs to know of them. */
import protobuf from "protobufjs";
import type { RegisteredSchema } from "../../registry/registry.ts";
import { within } from "../time_limit.ts";
import { fromDescriptor } from "./file/descriptor.ts";
import { protoText } from "./file/text.ts";

/** How a scalar lies on the wire; enums are `int32` there. */
export type Scalar =
  | "double"
  | "float"
  | "int32"
  | "uint32"
  | "sint32"
  | "fixed32"
  | "sfixed32"
  | "int64"
  | "uint64"
  | "sint64"
  | "fixed64"
  | "sfixed64"
  | "bool"
  | "string"
  | "bytes";

export type ProtoType =
  | { readonly kind: "scalar"; readonly scalar: Scalar }
  | {
    readonly kind: "enum";
    readonly names: ReadonlyMap<number, string>;
    readonly numbers: ReadonlyMap<string, number>;
  }
  | { readonly kind: "message"; readonly message: ProtoMessage }
  | { readonly kind: "map"; readonly key: Scalar; readonly value: ProtoType };

export interface ProtoField {
  readonly name: string;
  readonly number: number;
  readonly type: ProtoType;
  readonly repeated: boolean;
  /** How numbers of a repeated field are written; both ways are read. */
  readonly packed: boolean;
  /** proto2. */
  readonly required: boolean;
  /** Whether a message can be without it; else what is not on the wire is the default value. */
  readonly presence: boolean;
  /** The group of which one field at most is set; not those that `optional` makes up. */
  readonly oneof: string | undefined;
  /** proto2's `[default = …]`: number, bigint for 64 bits, text, bytes or boolean; the number of an enum. */
  readonly fallback: number | bigint | string | Uint8Array | boolean | undefined;
}

export interface ProtoMessage {
  /** With its package and the messages around it. */
  readonly fullName: string;
  readonly name: string;
  /** In the order of the file. Made when first looked at: messages may be recursive. Groups and extensions are not among them. */
  readonly fields: readonly ProtoField[];
  /** Messages within, in the order of the file; groups and the entries of maps are not among them. */
  readonly nested: readonly ProtoMessage[];
  /** Numbers and names that fields must not have, as in the file. */
  readonly reserved: readonly (readonly [from: number, to: number] | string)[];
}

export interface ProtoFile {
  readonly package: string;
  /** At the top level, in the order of the file: what message indexes count. */
  readonly messages: readonly ProtoMessage[];
}

/** Characters of a file with all that it imports, and milliseconds for reading them. */
const MAX_LENGTH = 4_000_000;
const MAX_MILLIS = 5_000;

/** Throws an `Error` with the reason where the text is no .proto file, or uses a type that is nowhere. */
export function protoFileOf({ text, dependencies }: Pick<RegisteredSchema, "text" | "dependencies">): ProtoFile {
  const length = dependencies.reduce((sum, one) => sum + one.text.length, text.length);
  if (length > MAX_LENGTH) throw new Error(`it has more than ${MAX_LENGTH} characters`);
  let file: ProtoFile | undefined;
  let failure: unknown;
  const done = within(MAX_MILLIS, () => {
    try {
      file = parseFiles(text, dependencies);
    } catch (error) {
      failure = error;
    }
  });
  if (!done) throw new Error(`reading it took longer than ${MAX_MILLIS} ms`);
  if (file === undefined) throw failure instanceof Error ? failure : new Error(String(failure));
  return file;
}

const MAIN = "(the schema)";

/** Some registries hand a schema out as it was registered: as the base64 of its descriptor. */
function written(text: string): string {
  const file = fromDescriptor(text);
  return file === undefined ? text : protoText(file);
}

function parseFiles(main: string, used: RegisteredSchema["dependencies"]): ProtoFile {
  const text = written(main);
  const dependencies = used.map(({ name, text }) => ({ name, text: written(text) }));
  const root = new protobuf.Root();
  const given = new Set(dependencies.map(({ name }) => name));
  for (const { name, text } of dependencies) parseInto(root, text, name);
  const file = parseInto(root, text, MAIN);
  // Types that everybody knows need no dependency; of other imports nothing may be needed but options.
  const imports = [text, ...dependencies.map((one) => one.text)].flatMap(importsOf);
  for (const name of new Set(imports)) if (!given.has(name)) addWellKnown(root, name);
  root.resolveAll();
  checkNumbers(root, 0);
  const messages = new Messages();
  const scope = file.package === undefined ? root : root.lookup(file.package);
  return {
    package: file.package ?? "",
    messages: scope instanceof protobuf.Namespace ? messages.within(scope, MAIN) : [],
  };
}

const MAX_NUMBER = 536_870_911;
const MAX_NESTING = 100;

/** The parser takes any. */
function checkNumbers(scope: protobuf.NamespaceBase, depth: number): void {
  if (depth > MAX_NESTING) throw new Error(`messages are nested deeper than ${MAX_NESTING}`);
  for (const one of scope.nestedArray) {
    if (one instanceof protobuf.Type) {
      const wrong = one.fieldsArray.find(({ id }) => id < 1 || id > MAX_NUMBER);
      if (wrong !== undefined) {
        throw new Error(`field '${wrong.name}' of ${one.fullName.slice(1)} has number ${wrong.id}`);
      }
    }
    if (one instanceof protobuf.Namespace) checkNumbers(one, depth + 1);
  }
}

function parseInto(root: protobuf.Root, text: string, name: string): protobuf.IParserResult {
  // The parser notes it on every message; its types do not say so.
  const parser: { filename?: string | null } = protobuf.parse as { filename?: string | null };
  parser.filename = name;
  try {
    return protobuf.parse(text, root, { keepCase: true });
  } finally {
    parser.filename = null;
  }
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/\bimport\s+(?:public\s+|weak\s+)?["']([^"']+)["']/g)].flatMap(([, name]) => name ?? []);
}

function addWellKnown(root: protobuf.Root, name: string): void {
  if (name === "confluent/type/decimal.proto") parseInto(root, DECIMAL, name);
  const known = name.startsWith("google/protobuf/") ? protobuf.common.get(name)?.nested : undefined;
  if (known !== undefined && root.lookup(`google.protobuf.${lastWord(name)}`) === null) root.addJSON(known);
}

/** `google/protobuf/field_mask.proto` → FieldMask; of files with several messages one that is only there. */
function lastWord(name: string): string {
  if (name.endsWith("wrappers.proto")) return "BoolValue";
  const words = name.replace(/^.*\/|\.proto$/g, "").split("_");
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
}

/** Confluent's clients know it without a reference. */
const DECIMAL = `syntax = "proto3"; package confluent.type;
message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }`;

/** One {@link ProtoMessage} for each type, whoever refers to it. */
class Messages {
  readonly #made = new Map<protobuf.Type, ProtoMessage>();

  within(scope: protobuf.NamespaceBase, file?: string): ProtoMessage[] {
    return scope.nestedArray.filter((one) => one instanceof protobuf.Type)
      .filter((type) => !isGroup(type) && (file === undefined || type.filename === file))
      .map((type) => this.of(type));
  }

  of(type: protobuf.Type): ProtoMessage {
    const known = this.#made.get(type);
    if (known !== undefined) return known;
    const fieldsOf = () => type.fieldsArray.flatMap((field) => this.#field(field) ?? []);
    const nestedOf = () => this.within(type);
    let fields: ProtoField[] | undefined;
    let nested: ProtoMessage[] | undefined;
    const message: ProtoMessage = {
      fullName: type.fullName.slice(1),
      name: type.name,
      get fields() {
        return fields ??= fieldsOf();
      },
      get nested() {
        return nested ??= nestedOf();
      },
      reserved: (type.reserved ?? []).map((one) => typeof one === "string" ? one : [one[0] ?? 0, one[1] ?? 0]),
    };
    this.#made.set(type, message);
    return message;
  }

  #field(field: protobuf.Field): ProtoField | undefined {
    field.resolve();
    const ofGroup = field.resolvedType instanceof protobuf.Type && isGroup(field.resolvedType);
    if (field.declaringField !== null || ofGroup || isDelimited(field)) return undefined;
    const oneof = field.partOf;
    const isOptional = oneof?.name === `_${field.name}` && oneof.oneof.length === 1 &&
      field.options?.proto3_optional === true;
    const type = this.#typeOf(field);
    return {
      name: field.name,
      number: field.id,
      type,
      repeated: field.repeated,
      packed: field.packed,
      required: field.required,
      presence: !field.repeated && !field.map && (type.kind === "message" || oneof !== null || hasPresence(field)),
      oneof: oneof === null || isOptional ? undefined : oneof.name,
      fallback: fallbackOf(field),
    };
  }

  #typeOf(field: protobuf.Field): ProtoType {
    const { resolvedType } = field;
    const single: ProtoType = resolvedType instanceof protobuf.Type
      ? { kind: "message", message: this.of(resolvedType) }
      : resolvedType instanceof protobuf.Enum
      ? enumType(resolvedType)
      : { kind: "scalar", scalar: field.type as Scalar }; // the parser resolves all other names
    return field instanceof protobuf.MapField ? { kind: "map", key: field.keyType as Scalar, value: single } : single;
  }
}

/** Of names with the same number the first is the one to read. */
function enumType({ values }: protobuf.Enum): ProtoType {
  const numbers = new Map(Object.entries(values));
  const names = new Map([...numbers].toReversed().map(([name, number]) => [number, name]));
  return { kind: "enum", names, numbers };
}

function isGroup(type: protobuf.Type): boolean {
  return (type as { readonly group?: boolean }).group === true;
}

/** Editions can write a message like a group. */
function isDelimited(field: protobuf.Field): boolean {
  return (field as { readonly delimited?: boolean }).delimited === true;
}

function hasPresence(field: protobuf.Field): boolean {
  const { hasPresence } = field as { readonly hasPresence?: unknown };
  return hasPresence !== undefined && hasPresence !== null && hasPresence !== false;
}

function fallbackOf(field: protobuf.Field): ProtoField["fallback"] {
  if (field.options?.default === undefined || field.repeated) return undefined;
  const value: unknown = field.typeDefault;
  if (field.long) return BigInt(String(value)); // a Long, or a number where that package is missing
  if (field.bytes) return bytesOf(String(field.options.default));
  if (typeof value === "number" && field.type === "float") return Math.fround(value);
  return typeof value === "number" || typeof value === "string" || typeof value === "boolean" ? value : undefined;
}

/** Escapes such as `\\377` stand for bytes; the parser gives them as characters. */
function bytesOf(text: string): Uint8Array {
  const units = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return units.every((unit) => unit < 256) ? Uint8Array.from(units) : new TextEncoder().encode(text);
}

/** The message at a list of indexes, as messages of a registry carry it; undefined: there is none. */
export function messageAt(file: ProtoFile, indexes: readonly number[]): ProtoMessage | undefined {
  let among = file.messages;
  let message: ProtoMessage | undefined;
  for (const index of indexes) {
    message = among[index];
    if (message === undefined) return undefined;
    among = message.nested;
  }
  return message;
}

/** The indexes of the message with this full name, or this name without the package; undefined: there is none. */
export function indexesOf(file: ProtoFile, name: string): readonly number[] | undefined {
  const search = (messages: readonly ProtoMessage[], path: readonly number[]): readonly number[] | undefined => {
    for (const [index, message] of messages.entries()) {
      const at = [...path, index];
      const short = file.package === "" ? message.fullName : message.fullName.slice(file.package.length + 1);
      if (name === message.fullName || name === short) return at;
      const found = search(message.nested, at);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(file.messages, []);
}
