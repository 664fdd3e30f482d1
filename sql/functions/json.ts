/** JSON functions and operators over JSON text (`sql.md` §11.3). What is no JSON gives NULL. */
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  DOUBLE,
  JSON_TYPE,
  type SqlType,
  TEXT,
  type Value,
} from "../../schema/types.ts";
import { valueToJson } from "../../schema/values/json_text.ts";
import {
  ANY,
  type Argument,
  EvaluationError,
  type Implementation,
  scalar,
  type ScalarFunction,
  TEXTUAL,
} from "./function.ts";
import { compileJsonPath, type JsonQuery } from "./json_path.ts";
import { findJson, INVALID, type JsonPath, jsonString, skipBlanks, skipJson, walkJson } from "./json_scan.ts";
import { asNumber } from "./number_arguments.ts";
import { JSON_KEY } from "./parameters.ts";

type Getter = (json: string, path: JsonPath) => Value;

/** The JSON text of the value at `at`; null when it is no JSON. Nothing but blanks may follow the whole text's value. */
function rawAt(json: string, at: number, isRoot: boolean): string | null {
  const end = skipJson(json, at);
  if (end < 0 || (isRoot && skipBlanks(json, end) < json.length)) return null;
  return json.slice(at, end);
}

function rawValue(json: string, path: JsonPath): string | null {
  const at = findJson(json, path);
  return at < 0 ? null : rawAt(json, at, path.length === 0);
}

/** JSON null is SQL's. */
function member(json: string, path: JsonPath): string | null {
  const raw = rawValue(json, path);
  return raw === "null" ? null : raw;
}

/** A string without its quotes, anything else as it is spelled. */
function memberText(json: string, path: JsonPath): string | null {
  const raw = member(json, path);
  return raw?.startsWith('"') ? jsonString(raw, 0, raw.length) : raw;
}

function stringMember(json: string, path: JsonPath): string | null {
  const at = findJson(json, path);
  if (at < 0 || json[at] !== '"') return null;
  const end = skipJson(json, at);
  return end < 0 ? null : jsonString(json, at, end);
}

const INTEGER_TEXT = /^-?\d+$/;

function integerMember(json: string, path: JsonPath): bigint | null {
  const raw = rawValue(json, path);
  if (raw === null || !INTEGER_TEXT.test(raw)) return null;
  const value = BigInt(raw);
  return BigInt.asIntN(64, value) === value ? value : null;
}

function floatMember(json: string, path: JsonPath): number | null {
  const raw = rawValue(json, path);
  if (raw === null || !/^[-\d]/.test(raw)) return null;
  const value = Number(raw);
  return Number.isFinite(value) ? value : null;
}

function booleanMember(json: string, path: JsonPath): boolean | null {
  const raw = rawValue(json, path);
  return raw === "true" ? true : raw === "false" ? false : null;
}

function hasMember(json: string, path: JsonPath): boolean | null {
  const at = findJson(json, path);
  return at === INVALID ? null : at >= 0;
}

/** The offset of the container at a path; undefined when there is none of that kind. */
function containerAt(json: string, path: JsonPath, kinds: string): number | undefined {
  const at = findJson(json, path);
  return at >= 0 && at < json.length && kinds.includes(json.charAt(at)) ? at : undefined;
}

function elements(json: string, path: JsonPath): string[] | null {
  const at = containerAt(json, path, "[");
  const found: string[] = [];
  if (at === undefined || walkJson(json, at, (value, end) => found.push(json.slice(value, end))) < 0) return null;
  return found;
}

function memberNames(json: string, path: JsonPath): string[] | null {
  const at = containerAt(json, path, "{");
  const found: string[] = [];
  if (at === undefined) return null;
  return walkJson(json, at, (_, __, key, keyEnd) => found.push(jsonString(json, key, keyEnd))) < 0 ? null : found;
}

function entryCount(json: string, path: JsonPath): bigint | null {
  const at = containerAt(json, path, "{[");
  let count = 0;
  if (at === undefined || walkJson(json, at, () => count++) < 0) return null;
  return BigInt(count);
}

/** Keys that are all constant become one path when the query is built. */
function withPath(get: Getter): (args: readonly Argument[]) => Implementation {
  return ([, ...keys]) => {
    const path = keys.flatMap(({ constant }) =>
      typeof constant === "string" ? constant : constant === undefined || constant === null ? [] : Number(constant)
    );
    return {
      js: ([json, ...names], emit) => {
        const code = path.length === keys.length
          ? emit.constant(path)
          : `[${names.map((name, i) => asNumber(name, keys[i])).join(", ")}]`;
        return `${emit.constant(get)}(${json}, ${code})`;
      },
    };
  };
}

interface GetterDetails {
  readonly returns: SqlType;
  readonly get: Getter;
  readonly examples: readonly (readonly [string, string])[];
  readonly aliases?: readonly string[];
}

/** `f(json, key, …)`; the operators take several keys too, so that a chain of them is one path. */
function getter(name: string, doc: string, { returns, get, examples, aliases = [] }: GetterDetails): ScalarFunction {
  return scalar(name, doc, {
    aliases,
    overloads: [{ args: [TEXTUAL, JSON_KEY], optional: 1, variadic: true, returns, build: withPath(get) }],
    examples,
    result: "nullable",
  });
}

/** `f(text, path)` with a literal JSONPath. */
function ofPath(
  name: string,
  doc: string,
  returns: SqlType,
  read: (json: string, query: JsonQuery) => Value,
  examples: readonly (readonly [string, string])[],
): ScalarFunction {
  return scalar(name, doc, {
    overloads: [{
      args: [TEXTUAL, TEXT],
      returns,
      build: ([, path]) => {
        if (typeof path?.constant !== "string") throw new EvaluationError("the JSONPath must be a text literal");
        const query = compileJsonPath(path.constant);
        return { call: (json: string) => read(json, query) };
      },
    }],
    examples,
    result: "nullable",
  });
}

export const JSON_FUNCTIONS: readonly ScalarFunction[] = [
  getter("json_get", "Member of an object or element of an array, as JSON; several keys are a path", {
    returns: JSON_TYPE,
    get: member,
    examples: [[`json_get('{"a": [1, 2.50]}', 'a', 1)`, "2.50"], [`json_get('{"a": null}', 'a') IS NULL`, "true"]],
  }),
  getter("->", "Member of an object or element of an array, as JSON: json -> key", {
    returns: JSON_TYPE,
    get: member,
    examples: [[`'{"a": [1, 2.50]}' -> 'a' -> 1`, "2.50"], [`('{"a": null}' -> 'a') IS NULL`, "true"]],
  }),
  getter("json_as_text", "Any member as text, strings without their quotes", {
    returns: TEXT,
    get: memberText,
    examples: [[`json_as_text('{"a": [1]}', 'a')`, "[1]"]],
  }),
  getter("->>", "Any member as text, strings without their quotes: json ->> key", {
    returns: TEXT,
    get: memberText,
    examples: [[`'{"a": "x"}' ->> 'a'`, "x"]],
  }),
  getter("json_contains", "Whether there is a member at the path", {
    returns: BOOLEAN,
    get: hasMember,
    examples: [[`json_contains('{"a": null}', 'a')`, "true"]],
  }),
  getter("?", "Whether there is a member: json ? key", {
    returns: BOOLEAN,
    get: hasMember,
    examples: [[`'{"a": 1}' ? 'b'`, "false"]],
  }),
  getter("json_get_str", "Member that is a string, as TEXT", {
    returns: TEXT,
    get: stringMember,
    examples: [[`json_get_str('{"a": "x"}', 'a')`, "x"], [`json_get_str('{"a": 1}', 'a')`, "NULL"]],
  }),
  getter("json_get_int", "Member that is a whole number, as BIGINT", {
    returns: BIGINT,
    get: integerMember,
    examples: [[`json_get_int('{"a": 12}', 'a')`, "12"], [`json_get_int('{"a": 1.5}', 'a')`, "NULL"]],
  }),
  getter("json_get_float", "Member that is a number, as DOUBLE", {
    returns: DOUBLE,
    get: floatMember,
    examples: [[`json_get_float('{"a": 12}', 'a')`, "12.0"]],
  }),
  getter("json_get_bool", "Member that is true or false", {
    returns: BOOLEAN,
    get: booleanMember,
    examples: [[`json_get_bool('{"a": true}', 'a')`, "true"]],
  }),
  getter("json_get_json", "Any member as JSON text, null too", {
    returns: TEXT,
    get: rawValue,
    examples: [[`json_get_json('{"a": "x"}', 'a')`, '"x"']],
  }),
  getter("json_get_array", "Elements of an array, each as JSON text", {
    returns: arrayType(TEXT),
    get: elements,
    examples: [[`json_get_array('{"a": [1, "x"]}', 'a')`, '["1","\\"x\\""]']],
  }),
  getter("json_length", "Number of members of an object or elements of an array", {
    aliases: ["json_len"],
    returns: BIGINT_UNSIGNED,
    get: entryCount,
    examples: [[`json_length('[1, 2]')`, "2"], [`json_length('{"a": {"b": 1}}', 'a')`, "1"]],
  }),
  getter("json_object_keys", "Names of an object's members", {
    aliases: ["json_keys"],
    returns: arrayType(TEXT),
    get: memberNames,
    examples: [[`json_object_keys('{"b": 1, "a": 2}')`, '["b","a"]']],
  }),
  ofPath(
    "extract_json",
    "JSON texts of everything that a JSONPath selects",
    arrayType(TEXT),
    (json, query) => query(json)?.map((at) => rawAt(json, at, false)) ?? null,
    [[`extract_json('{"a": [{"b": 1}, {"b": 2}]}', '$.a[*].b')`, '["1","2"]']],
  ),
  ofPath("extract_json_string", "The first thing that a JSONPath selects, when it is a string", TEXT, (json, query) => {
    const at = query(json)?.[0];
    return at === undefined ? null : stringMember(json.slice(at), []);
  }, [[`extract_json_string('{"a": "x"}', '$.a')`, "x"]]),
  ofPath("get_first_json_object", "JSON text of the first thing that a JSONPath selects", TEXT, (json, query) => {
    const at = query(json)?.[0];
    return at === undefined ? null : rawAt(json, at, false);
  }, [[`get_first_json_object('{"a": [1, 2]}', '$.a[1]')`, "2"]]),
  scalar("to_json", "Any value as JSON", {
    overloads: [{
      args: [ANY],
      returns: JSON_TYPE,
      build: ([arg]) => {
        const type = arg?.type ?? { kind: "null" };
        return { call: (value: Value) => valueToJson(value, type) };
      },
    }],
    examples: [["to_json('a\"b')", '"a\\"b"'], ["to_json([1, 2])", "[1,2]"]],
  }),
];
