/** The text of a .proto file to {@link ProtoFile}, with the files that it imports. */
import protobuf from "protobufjs";
import type { Dependencies } from "../../../registry/language.ts";
import type {
  ProtoEnum,
  ProtoField,
  ProtoFile,
  ProtoImport,
  ProtoMessage,
  ProtoOptions,
  ProtoService,
  ProtoType,
} from "./file.ts";
import { tokensOf } from "./tokens.ts";

/** The library's time grows with the square of a message's fields, and a registry must not be kept busy by one schema. */
const MOST_MEMBERS = 2_000;

/** Throws an `Error` that says what is wrong. */
export function parseProto(text: string, dependencies: Dependencies): ProtoFile {
  if (tokensOf(text).filter((token) => token === "=").length > MOST_MEMBERS) {
    throw new Error(`it has more than ${MOST_MEMBERS} fields`);
  }
  const root = new protobuf.Root();
  const { package: name = "" } = protobuf.parse(text, root, { keepCase: true });
  const head = headOf(text);
  const own = [...ownMembers(root, name ?? "")];
  loadImports(root, head.imports, dependencies);
  root.resolveAll();
  const space = name ? root.lookup(name) : root;
  return {
    syntax: head.syntax,
    package: name ?? "",
    imports: head.imports,
    options: space === null ? {} : optionsOf(space),
    messages: own.filter((member) => member instanceof protobuf.Type).map(messageOf),
    enums: own.filter((member) => member instanceof protobuf.Enum).map(enumOf),
    services: own.filter((member) => member instanceof protobuf.Service).map(serviceOf),
  };
}

/** What the library does not keep apart. */
function headOf(text: string): { readonly syntax: string; readonly imports: readonly ProtoImport[] } {
  const tokens = tokensOf(text);
  let syntax = "proto2";
  let depth = 0;
  const imports: ProtoImport[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token === "{") depth++;
    if (token === "}") depth--;
    if (depth > 0 || (i > 0 && !/^[;}]$/.test(tokens[i - 1] ?? ""))) continue;
    if (token === "syntax" || token === "edition") syntax = unquoted(tokens[i + 2]);
    if (token !== "import") continue;
    const next = tokens[i + 1];
    const modifier = next === "public" || next === "weak" ? next : "";
    imports.push({ path: unquoted(tokens[i + (modifier === "" ? 1 : 2)]), modifier });
  }
  return { syntax, imports };
}

function unquoted(token = ""): string {
  return token.slice(1, -1);
}

function ownMembers(root: protobuf.Root, name: string): readonly protobuf.ReflectionObject[] {
  const space = name === "" ? root : root.lookup(name);
  return space instanceof protobuf.Namespace ? [...space.nestedArray] : [];
}

/** Adds what files import to the root: from the references, or what comes with every compiler. */
function loadImports(root: protobuf.Root, imports: readonly ProtoImport[], dependencies: Dependencies): void {
  const texts = new Map(dependencies.map(({ name, text }) => [name, text]));
  const loaded = new Set<string>();
  const pending = imports.map(({ path }) => path);
  for (let path = pending.shift(); path !== undefined; path = pending.shift()) {
    if (loaded.has(path)) continue;
    loaded.add(path);
    const text = texts.get(path);
    const common = protobuf.common.get(path);
    if (text !== undefined) {
      protobuf.parse(text, root, { keepCase: true });
      pending.push(...headOf(text).imports.map(({ path }) => path));
    } else if (common?.nested) root.addJSON(common.nested);
    else if (!/^(google|confluent)\//.test(path)) throw new Error(`no reference is named "${path}", which it imports`);
  }
}

function messageOf(type: protobuf.Type): ProtoMessage {
  const ranges = (type.reserved ?? []).filter((range) => typeof range !== "string");
  return {
    name: type.name,
    fields: type.fieldsArray.map(fieldOf),
    oneofs: type.oneofsArray.filter((oneof) => !oneof.isProto3Optional).map(({ name }) => name),
    messages: type.nestedArray.filter((member) => member instanceof protobuf.Type).map(messageOf),
    enums: type.nestedArray.filter((member) => member instanceof protobuf.Enum).map(enumOf),
    reserved: ranges.map(([from = 0, to = 0]) => [from, to]),
    reservedNames: (type.reserved ?? []).filter((name) => typeof name === "string"),
    options: optionsOf(type),
  };
}

function fieldOf(field: protobuf.Field): ProtoField {
  if (field.id < 1 || field.id > 536_870_911 || (field.id >= 19_000 && field.id <= 19_999)) {
    throw new Error(`the number ${field.id} of the field "${field.name}" is not allowed`);
  }
  const oneof = field.partOf && !field.partOf.isProto3Optional ? field.partOf.name : undefined;
  return {
    name: field.name,
    number: field.id,
    label: labelOf(field),
    type: typeOf(field),
    ...(field instanceof protobuf.MapField && { key: field.keyType }),
    ...(oneof !== undefined && { oneof }),
    options: optionsOf(field, isText(field)),
  };
}

function labelOf(field: protobuf.Field): ProtoField["label"] {
  if (field instanceof protobuf.MapField) return "";
  if (field.repeated) return "repeated";
  if (field.required) return "required";
  if (field.partOf && !field.partOf.isProto3Optional) return "";
  return field.options?.["proto3_optional"] || field.rule === "optional" || isProto2(field) ? "optional" : "";
}

function isProto2(field: protobuf.Field): boolean {
  for (let at: protobuf.ReflectionObject | null = field; at; at = at.parent) {
    const { _edition: edition } = at as { readonly _edition?: string | null };
    if (edition) return edition === "proto2";
  }
  return false;
}

function typeOf({ type, resolvedType }: protobuf.Field): ProtoType {
  if (resolvedType === null) return { kind: "scalar", name: type };
  return { kind: resolvedType instanceof protobuf.Enum ? "enum" : "message", name: resolvedType.fullName };
}

function enumOf(found: protobuf.Enum): ProtoEnum {
  return { name: found.name, values: Object.entries(found.values), options: optionsOf(found) };
}

function serviceOf(service: protobuf.Service): ProtoService {
  return {
    name: service.name,
    methods: service.methodsArray.map((method) => ({
      name: method.name,
      input: method.resolvedRequestType?.fullName ?? method.requestType,
      output: method.resolvedResponseType?.fullName ?? method.responseType,
      clientStreaming: method.requestStream === true,
      serverStreaming: method.responseStream === true,
    })),
  };
}

/** Options whose values are names and not texts. */
const BARE: ReadonlySet<string> = new Set(["optimize_for", "ctype", "jstype", "retention"]);

function optionsOf({ options }: protobuf.ReflectionObject, textDefault = false): ProtoOptions {
  const found: [string, string][] = [];
  for (const [name, value] of Object.entries(options ?? {})) {
    if (name === "proto3_optional" || /[(.]/.test(name) || name === "features" || typeof value === "object") continue;
    const isText = typeof value === "string" && !BARE.has(name) && (name !== "default" || textDefault);
    found.push([name, isText ? JSON.stringify(value) : String(value)]);
  }
  return Object.fromEntries(found.toSorted(([one], [other]) => one < other ? -1 : 1));
}

function isText({ type }: protobuf.Field): boolean {
  return type === "string" || type === "bytes";
}
