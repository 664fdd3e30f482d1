/** What often follows a dot in TypeScript, by the type of what stands before it. */
import { isMemberName, orNull, scriptType } from "../../engine/functions/script_type.ts";
import type { SqlType } from "../../schema/types.ts";
import type { Candidate } from "./candidates.ts";

type Members = readonly (readonly [name: string, detail: string])[];

const OF_TEXT: Members = [
  ["length", "number"],
  ["at(", "(index: number) => string | undefined"],
  ["endsWith(", "(end: string) => boolean"],
  ["includes(", "(part: string) => boolean"],
  ["indexOf(", "(part: string) => number"],
  ["match(", "(pattern: RegExp) => string[] | null"],
  ["padStart(", "(length: number, fill?: string) => string"],
  ["replace(", "(what: string | RegExp, by: string) => string"],
  ["replaceAll(", "(what: string | RegExp, by: string) => string"],
  ["slice(", "(start: number, end?: number) => string"],
  ["split(", "(by: string | RegExp) => string[]"],
  ["startsWith(", "(begin: string) => boolean"],
  ["toLowerCase()", "() => string"],
  ["toUpperCase()", "() => string"],
  ["trim()", "() => string"],
];
const OF_ARRAYS: Members = [
  ["length", "number"],
  ["at(", "(index: number) => item | undefined"],
  ["every(", "(test: (item) => boolean) => boolean"],
  ["filter(", "(test: (item) => boolean) => item[]"],
  ["find(", "(test: (item) => boolean) => item | undefined"],
  ["includes(", "(item) => boolean"],
  ["join(", "(between: string) => string"],
  ["map(", "(make: (item, index) => value) => value[]"],
  ["reduce(", "(add: (sum, item) => sum, first: sum) => sum"],
  ["slice(", "(start: number, end?: number) => item[]"],
  ["some(", "(test: (item) => boolean) => boolean"],
  ["toSorted(", "(compare: (a, b) => number) => item[]"],
];
const OF_BYTES: Members = [
  ["length", "number"],
  ["at(", "(index: number) => number | undefined"],
  ["slice(", "(start: number, end?: number) => Uint8Array"],
  ["subarray(", "(start: number, end?: number) => Uint8Array"],
];
const OF_NUMBERS: Members = [["toFixed(", "(digits: number) => string"], ["toString()", "() => string"]];
const OF_BIGINTS: Members = [["toString()", "() => string"]];

/** Fields of a STRUCT, else the members that values of the type have in common. */
export function scriptMembers(type: SqlType): Candidate[] {
  if (type.kind !== "struct") return commonMembers(type);
  return type.fields.filter(({ name }) => isMemberName(name)).map((field) => ({
    text: field.name,
    kind: "field",
    detail: field.nullable ? orNull(field.type) : scriptType(field.type),
  }));
}

function commonMembers(type: SqlType): Candidate[] {
  return membersOf(type).map(([name, detail]) => ({
    text: name,
    kind: name.endsWith(")") || name.endsWith("(") ? "function" : "field",
    detail,
  }));
}

function membersOf(type: SqlType): Members {
  if (type.kind === "array") return OF_ARRAYS;
  switch (scriptType(type)) {
    case "string":
      return OF_TEXT;
    case "number":
      return OF_NUMBERS;
    case "bigint":
      return OF_BIGINTS;
    case "Uint8Array":
      return OF_BYTES;
    default:
      return [];
  }
}

/** The type that a path of names and indexes leads to; undefined: there is no such thing. */
export function typeBehind(type: SqlType | undefined, path: readonly string[]): SqlType | undefined {
  let found = type;
  for (const step of path) {
    if (step === "[]") found = found?.kind === "array" ? found.element : undefined;
    else found = found?.kind === "struct" ? found.fields.find(({ name }) => name === step)?.type : undefined;
  }
  return found;
}
