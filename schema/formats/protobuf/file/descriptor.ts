/** {@link ProtoFile} from and to `google.protobuf.FileDescriptorProto`, in which some clients send their schemas. */
import descriptor from "protobufjs/ext/descriptor.js";
import type { ProtoEnum, ProtoField, ProtoFile, ProtoMessage, ProtoOptions, ProtoService, ProtoType } from "./file.ts";

/** By the number of `FieldDescriptorProto.Type`. */
const TYPES = [
  "",
  ...[
    "double",
    "float",
    "int64",
    "uint64",
    "int32",
    "fixed64",
    "fixed32",
    "bool",
    "string",
    "group",
    "message",
    "bytes",
  ],
  ...["uint32", "enum", "sfixed32", "sfixed64", "sint32", "sint64"],
];
const MESSAGE = 11;
const ENUM = 14;
const LABELS = ["", "optional", "required", "repeated"] as const;
const REPEATED = 3;

/** What the library gives for a decoded message, with numbers for enums. */
type Plain = Readonly<Record<string, unknown>>;

/** Undefined: the text is not the base64 of a descriptor. */
export function fromDescriptor(text: string): ProtoFile | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    const decoded = descriptor.FileDescriptorProto.decode(Uint8Array.fromBase64(text));
    return fileOf(descriptor.FileDescriptorProto.toObject(decoded, { longs: Number }));
  } catch {
    return undefined;
  }
}

export function toDescriptor(file: ProtoFile): string {
  const message = descriptor.FileDescriptorProto.fromObject(plainFile(file));
  return descriptor.FileDescriptorProto.encode(message).finish().toBase64();
}

function fileOf(file: Plain): ProtoFile {
  const publics = numbers(file["publicDependency"]);
  const weak = numbers(file["weakDependency"]);
  const syntax = textOf(file["syntax"]);
  return {
    syntax: syntax === "editions" ? String(numberOf(file["edition"]) + 1023) : syntax || "proto2",
    package: textOf(file["package"]),
    imports: texts(file["dependency"]).map((path, i) => ({
      path,
      modifier: publics.includes(i) ? "public" : weak.includes(i) ? "weak" : "",
    })),
    options: optionsOf(file["options"]),
    messages: list(file["messageType"]).map((message) => messageOf(message, (syntax || "proto2") === "proto2")),
    enums: list(file["enumType"]).map(enumOf),
    services: list(file["service"]).map(serviceOf),
  };
}

/** `isProto2`: there, fields without a label are written as optional. */
function messageOf(message: Plain, isProto2: boolean): ProtoMessage {
  const nested = list(message["nestedType"]);
  const entries = new Map(nested.filter(isMapEntry).map((entry) => [textOf(entry["name"]), entry]));
  const oneofs = list(message["oneofDecl"]).map(({ name }) => textOf(name));
  const fields = list(message["field"]);
  const synthetic = new Set(fields.filter((field) => field["proto3Optional"]).map((field) => field["oneofIndex"]));
  return {
    name: textOf(message["name"]),
    fields: fields.map((field) => fieldOf(field, entries, oneofs, isProto2)),
    oneofs: oneofs.filter((_, i) => !synthetic.has(i)),
    messages: nested.filter((type) => !isMapEntry(type)).map((type) => messageOf(type, isProto2)),
    enums: list(message["enumType"]).map(enumOf),
    reserved: list(message["reservedRange"]).map(({ start, end }) => [numberOf(start), numberOf(end) - 1]),
    reservedNames: texts(message["reservedName"]),
    options: optionsOf(message["options"]),
  };
}

function fieldOf(
  field: Plain,
  entries: ReadonlyMap<string, Plain>,
  oneofs: readonly string[],
  isProto2: boolean,
): ProtoField {
  const type = typeOf(field);
  const entry = entries.get(type.name.slice(type.name.lastIndexOf(".") + 1));
  const [key, value] = entry && type.kind === "message" ? list(entry["field"]) : [];
  const oneof = field["proto3Optional"] ? undefined : oneofs[Number(field["oneofIndex"] ?? -1)];
  const label = LABELS[numberOf(field["label"])] ?? "";
  const isImplied = label === "optional" && !isProto2 && !field["proto3Optional"];
  const text = ["string", "bytes"].includes(type.name);
  const fallback = field["defaultValue"];
  return {
    name: textOf(field["name"]),
    number: numberOf(field["number"]),
    label: isImplied || key !== undefined || oneof !== undefined ? "" : label,
    type: value === undefined ? type : typeOf(value),
    ...(key !== undefined && { key: typeOf(key).name }),
    ...(oneof !== undefined && { oneof }),
    options: {
      ...(typeof fallback === "string" && { default: text ? JSON.stringify(fallback) : fallback }),
      ...jsonNameOf(field),
      ...optionsOf(field["options"]),
    },
  };
}

/** Compilers write it always; only one that is not what they make of the name says something. */
function jsonNameOf(field: Plain): ProtoOptions {
  const json = textOf(field["jsonName"]);
  const usual = textOf(field["name"]).replaceAll(/_+([A-Za-z0-9]?)/g, (_, letter: string) => letter.toUpperCase());
  return json === "" || json === usual ? {} : { json_name: JSON.stringify(json) };
}

function typeOf(field: Plain): ProtoType {
  const number = numberOf(field["type"]);
  const kind = number === MESSAGE ? "message" : number === ENUM ? "enum" : "scalar";
  return { kind, name: kind === "scalar" ? TYPES[number] ?? "" : textOf(field["typeName"]) };
}

function isMapEntry({ options }: Plain): boolean {
  return isPlain(options) && options["mapEntry"] === true;
}

function enumOf(found: Plain): ProtoEnum {
  return {
    name: textOf(found["name"]),
    values: list(found["value"]).map(({ name, number }) => [textOf(name), numberOf(number)]),
    options: optionsOf(found["options"]),
  };
}

function serviceOf(service: Plain): ProtoService {
  return {
    name: textOf(service["name"]),
    methods: list(service["method"]).map((method) => ({
      name: textOf(method["name"]),
      input: textOf(method["inputType"]),
      output: textOf(method["outputType"]),
      clientStreaming: method["clientStreaming"] === true,
      serverStreaming: method["serverStreaming"] === true,
    })),
  };
}

function optionsOf(options: unknown): ProtoOptions {
  const found = Object.entries(isPlain(options) ? options : {}).flatMap(([name, value]): [string, string][] => {
    const key = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const named = NAMED_OPTIONS[key]?.[Number(value)];
    if (named !== undefined) return [[key, named]];
    if (typeof value === "string") return [[key, JSON.stringify(value)]];
    return typeof value === "boolean" ? [[key, String(value)]] : [];
  });
  return Object.fromEntries(found.toSorted(([one], [other]) => one < other ? -1 : 1));
}

/** Options with names for values, by number. */
const NAMED_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  optimize_for: ["", "SPEED", "CODE_SIZE", "LITE_RUNTIME"],
  ctype: ["STRING", "CORD", "STRING_PIECE"],
  jstype: ["JS_NORMAL", "JS_STRING", "JS_NUMBER"],
};

function plainFile(file: ProtoFile): Plain {
  const isEdition = !/^proto[23]$/.test(file.syntax);
  const indexes = (modifier: string) => file.imports.flatMap((each, i) => each.modifier === modifier ? [i] : []);
  return {
    ...(file.package !== "" && { package: file.package }),
    dependency: file.imports.map(({ path }) => path),
    publicDependency: indexes("public"),
    weakDependency: indexes("weak"),
    messageType: file.messages.map((message) => plainMessage(message, file.package, file.syntax)),
    enumType: file.enums.map(plainEnum),
    service: file.services.map(({ name, methods }) => ({
      name,
      method: methods.map(({ input, output, ...method }) => ({ ...method, inputType: input, outputType: output })),
    })),
    options: plainOptions(file.options),
    ...(isEdition ? { syntax: "editions", edition: Number(file.syntax) - 1023 } : { syntax: file.syntax }),
  };
}

function plainMessage(message: ProtoMessage, outer: string, syntax: string): Plain {
  const full = outer === "" ? message.name : `${outer}.${message.name}`;
  const optional = message.fields.filter(({ label }) => syntax === "proto3" && label === "optional");
  const oneofs = [...message.oneofs, ...optional.map(({ name }) => `_${name}`)];
  const maps = message.fields.filter(({ key }) => key !== undefined);
  return {
    name: message.name,
    field: message.fields.map((field) => plainField(field, full, oneofs, optional.includes(field))),
    nestedType: [
      ...message.messages.map((nested) => plainMessage(nested, full, syntax)),
      ...maps.map(plainEntry),
    ],
    enumType: message.enums.map(plainEnum),
    oneofDecl: oneofs.map((name) => ({ name })),
    reservedRange: message.reserved.map(([start, end]) => ({ start, end: end + 1 })),
    reservedName: message.reservedNames,
    options: plainOptions(message.options),
  };
}

function plainField(field: ProtoField, message: string, oneofs: readonly string[], isOptional: boolean): Plain {
  const { default: value, json_name: json, ...options } = field.options;
  const oneof = isOptional ? `_${field.name}` : field.oneof;
  const isMap = field.key !== undefined;
  return {
    name: field.name,
    number: field.number,
    label: isMap ? REPEATED : Math.max(1, LABELS.indexOf(field.label)),
    ...(isMap ? { type: MESSAGE, typeName: `.${message}.${entryName(field.name)}` } : plainType(field.type)),
    ...(value !== undefined && { defaultValue: unquoted(value) }),
    ...(json !== undefined && { jsonName: unquoted(json) }),
    ...(oneof !== undefined && { oneofIndex: oneofs.indexOf(oneof) }),
    ...(isOptional && { proto3Optional: true }),
    options: plainOptions(options),
  };
}

/** A map is a repeated message of key and value. */
function plainEntry({ name, key = "", type }: ProtoField): Plain {
  return {
    name: entryName(name),
    field: [
      { name: "key", number: 1, label: 1, ...plainType({ kind: "scalar", name: key }) },
      { name: "value", number: 2, label: 1, ...plainType(type) },
    ],
    options: { mapEntry: true },
  };
}

function entryName(field: string): string {
  return `${field.replaceAll(/(?:^|_)([A-Za-z0-9]?)/g, (_, letter: string) => letter.toUpperCase())}Entry`;
}

function plainType({ kind, name }: ProtoType): Plain {
  if (kind === "scalar") return { type: TYPES.indexOf(name) };
  return { type: kind === "enum" ? ENUM : MESSAGE, typeName: name };
}

function plainEnum({ name, values, options }: ProtoEnum): Plain {
  return {
    name,
    value: values.map(([value, number]) => ({ name: value, number })),
    options: plainOptions(options),
  };
}

function plainOptions(options: ProtoOptions): Plain | undefined {
  const entries = Object.entries(options).map(([name, text]): [string, unknown] => {
    const key = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const named = NAMED_OPTIONS[name]?.indexOf(text) ?? -1;
    return [key, named >= 0 ? named : text === "true" || text === "false" ? text === "true" : unquoted(text)];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function unquoted(text: string): string {
  return text.startsWith('"') ? JSON.parse(text) : text;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly Plain[] {
  return Array.isArray(value) ? value.filter(isPlain) : [];
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
