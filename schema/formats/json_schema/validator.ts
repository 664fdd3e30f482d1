/**
 * `json.validate`: records against the JSON Schema that they were written with.
 *
 * A schema is somebody else's program. It is never fetched from anywhere: a `$ref` that leads out of the schema and its
 * references makes the schema unusable. Its text, the time to compile it and the time to check a record are bounded, so that neither
 * size nor a pattern that backtracks can stop the job. Formats say nothing about validity (they are annotations), and
 * numbers are compared as doubles.
 */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { DataError } from "../../errors.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import { isObject } from "./document.ts";
import { within } from "../time_limit.ts";

/** Characters of a schema with all that it refers to. */
const MAX_SCHEMA_LENGTH = 4_000_000;
const COMPILE_MILLIS = 5_000;
/** For one record, as long as there were few that took longer. */
const RECORD_MILLIS = 1_000;
const PATIENCE = 3;
const IMPATIENT_MILLIS = 20;

export interface ValidatorLimits {
  readonly compileMillis: number;
  readonly recordMillis: number;
}

const LIMITS: ValidatorLimits = { compileMillis: COMPILE_MILLIS, recordMillis: RECORD_MILLIS };

export class Validator {
  readonly #validate: ValidateFunction;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #limits: ValidatorLimits;
  /** Records whose check took too long. */
  #givenUp = 0;

  /** Throws a `DataError` where the schema cannot be used to check anything. */
  constructor(schema: RegisteredSchema, limits = LIMITS) {
    this.#limits = limits;
    this.#validate = compiled(schema, limits.compileMillis);
  }

  /**
   * Checks the texts `data[starts[i] + skip, ends[i])` of `[from, to)` and stores in `reasons[i - from]` what is wrong with them.
   * What is no JSON is left for the decoder to complain about; so are ranges below 0 or without a text.
   */
  check(
    data: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    skip: number,
    from: number,
    to: number,
    reasons: (string | undefined)[],
  ): void {
    let at = from;
    const act = () => {
      for (; at < to; at++) {
        const start = starts[at]!; // at < to ≤ count
        reasons[at - from] = start < 0 || ends[at]! <= start + skip
          ? undefined
          : this.#reason(data, start + skip, ends[at]!);
      }
    };
    // The limit is for one record: where a batch does not get through, it has done some, or its first has had its time.
    // That is of the wall clock, and the computer may have slept: only who takes too long twice is given up.
    let failed = -1;
    for (let before = at; !within(this.#limit(), act); before = at) {
      if (at > before) continue;
      if (failed < at && this.#givenUp < PATIENCE) failed = at;
      else {
        this.#givenUp++;
        reasons[at - from] = "checking it against its JSON Schema takes too long";
        at++;
      }
    }
  }

  /** Where many records take too long, the program has other things to do too. */
  #limit(): number {
    const { recordMillis } = this.#limits;
    return this.#givenUp < PATIENCE ? recordMillis : Math.min(recordMillis, IMPATIENT_MILLIS);
  }

  #reason(data: Uint8Array, start: number, end: number): string | undefined {
    let value: unknown;
    try {
      value = JSON.parse(this.#decoder.decode(data.subarray(start, end)));
    } catch {
      return undefined;
    }
    try {
      if (this.#validate(value)) return undefined;
    } catch (error) {
      if (error instanceof RangeError) return "it is nested too deep for its JSON Schema";
      throw error;
    }
    return reasonOf(this.#validate.errors?.[0]);
  }
}

function reasonOf(error: ErrorObject | undefined): string {
  if (error === undefined) return "it does not match its JSON Schema";
  const place = error.instancePath === "" ? "the record" : `'${error.instancePath}'`;
  return `${place} ${error.message ?? "is not valid"} (JSON Schema at '${error.schemaPath}')`;
}

function compiled(schema: RegisteredSchema, millis: number): ValidateFunction {
  const refuse = (reason: string, cause?: unknown) =>
    new DataError(`JSON Schema ${schema.id} cannot be used to check records: ${reason}`, {
      code: "bad_record",
      ...(cause !== undefined && { cause }),
    });
  const length = schema.dependencies.reduce((sum, { text }) => sum + text.length, schema.text.length);
  if (length > MAX_SCHEMA_LENGTH) throw refuse(`it has more than ${MAX_SCHEMA_LENGTH} characters`);
  let validate: ValidateFunction | undefined;
  let failure: unknown;
  const done = within(millis, () => {
    try {
      validate = compile(schema);
    } catch (error) {
      failure = error;
    }
  });
  if (!done) throw refuse(`compiling it took longer than ${millis} ms`);
  if (validate !== undefined) return validate;
  throw refuse(failure instanceof Error ? failure.message : String(failure), failure);
}

const OPTIONS = {
  strict: false,
  validateFormats: false,
  allErrors: false,
  logger: false,
} as const;

function compile({ text, dependencies }: RegisteredSchema): ValidateFunction {
  const root: unknown = JSON.parse(text);
  const ajv = engineFor(root);
  const base = isObject(root) && typeof root.$id === "string" ? root.$id : undefined;
  for (const { name, text } of dependencies) {
    const dependency = modern(JSON.parse(text));
    // A reference is named as the schema writes it, which it may do relative to its own $id.
    const names = base !== undefined && URL.canParse(name, base) ? [name, new URL(name, base).href] : [name];
    for (const key of new Set(names)) if (ajv.getSchema(key) === undefined) ajv.addSchema(withId(dependency, key), key);
  }
  return ajv.compile(modern(root) as boolean);
}

/** Known by the name of the reference, so that its own `$ref`s start from there when it has no `$id`. */
function withId(schema: unknown, name: string): boolean {
  return (isObject(schema) && schema.$id === undefined ? { ...schema, $id: name } : schema) as boolean;
}

function engineFor(root: unknown): Pick<Ajv, "addSchema" | "compile" | "getSchema"> {
  const draft = isObject(root) ? String(root.$schema) : "";
  if (draft.includes("2020-12")) return new Ajv2020(OPTIONS);
  return draft.includes("2019-09") ? new Ajv2019(OPTIONS) : new Ajv(OPTIONS);
}

/** Drafts 4 and 6 in the words of draft 7; others as they are. */
function modern(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const draft = String(schema.$schema);
  const { $schema: _, ...rest } = schema;
  if (draft.includes("draft-06")) return rest;
  return draft.includes("draft-04") ? fromDraft4(rest) : schema;
}

/** `id`, and exclusive bounds as flags. Names of properties are in the way only where they are such a keyword of such a type. */
function fromDraft4(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromDraft4);
  if (!isObject(value)) return value;
  const node: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, fromDraft4(member)]),
  );
  for (const [flag, bound] of [["exclusiveMinimum", "minimum"], ["exclusiveMaximum", "maximum"]] as const) {
    if (typeof node[flag] !== "boolean") continue;
    if (node[flag] && typeof node[bound] === "number") {
      node[flag] = node[bound];
      delete node[bound];
    } else delete node[flag];
  }
  if (typeof node.id === "string" && node.$id === undefined) {
    node.$id = node.id;
    delete node.id;
  }
  return node;
}
