/** `fields.<column>.<option>` of datagen tables. */
import { SqlError } from "../schema/errors.ts";
import type { Field } from "../schema/field.ts";
import {
  choiceOption,
  type GivenOptions,
  numberOption,
  type Option,
  type OptionsOf,
  type OptionSpecs,
  parsedOption,
  readOptions,
} from "../schema/options.ts";
import { type SqlType, typeName, type Value } from "../schema/types.ts";
import { valueToText } from "../schema/values/value_text.ts";
import { boundsOf, isClock, isNumber, parseValue, sequenceLimit } from "./datagen_ranges.ts";

const KINDS = ["random", "sequence"] as const;

function specsFor(type: SqlType) {
  return {
    kind: choiceOption("How values are made", KINDS, "random"),
    min: valueOption("Least random value", type),
    max: valueOption("Greatest random value", type),
    start: valueOption("First value of a sequence; 0 unless given", sequenceType(type)),
    end: valueOption("Last value of a sequence, after which the source ends", sequenceType(type)),
    length: numberOption("Letters, bytes or elements of a random value", undefined, {
      min: 0,
      max: 1_000_000,
      integer: true,
    }),
    values: parsedOption("The values to choose from", "'a,b,c'", undefined, (text, key) => {
      return text.split(",").map((one) => readValue(one.trim(), type, key));
    }),
    null_rate: numberOption("Share of NULLs, from 0 to 1", 0, { min: 0, max: 1 }),
  };
}

export type ColumnSettings = OptionsOf<ReturnType<typeof specsFor>>;

/** The options that fit the column's type, under their full keys. */
export function prefixedOptions(column: Field): OptionSpecs {
  const { type } = column;
  const ordered = isOrdered(type);
  const scalar = type.kind !== "struct" && type.kind !== "array";
  const fits: Readonly<Record<keyof ColumnSettings, boolean>> = {
    kind: true,
    min: ordered,
    max: ordered,
    start: hasSequence(type),
    end: hasSequence(type),
    length: type.kind === "text" || type.kind === "bytea" || type.kind === "array",
    values: scalar,
    null_rate: true,
  };
  const entries = Object.entries<Option<unknown>>(specsFor(type))
    .filter(([name]) => Object.entries(fits).some(([key, fit]) => key === name && fit))
    .map(([name, option]) => [prefix(column) + name, option]);
  return Object.fromEntries(entries);
}

/** Of options that have been checked before. */
export function settingsOf(column: Field, given: GivenOptions): ColumnSettings {
  const start = prefix(column);
  const own = [...given].filter(([key]) => key.startsWith(start)).map(([key, option]) => {
    return [key.slice(start.length), option] as const;
  });
  return readOptions(specsFor(column.type), new Map(own), new Set());
}

/** Throws an `SqlError` when the settings contradict each other or the column. */
export function checkSettings(column: Field, settings: ColumnSettings): void {
  const key = (name: string) => `'${prefix(column)}${name}'`;
  const refuse = (message: string, hint?: string) => {
    throw new SqlError(message, { code: "bad_option", hint });
  };
  const { kind, min, max, start, end, values, length, type } = { ...settings, type: column.type };
  if (settings.null_rate > 0 && !column.nullable) {
    refuse(`${key("null_rate")} needs a nullable column, but '${column.name}' is NOT NULL`);
  }
  if (kind === "sequence") {
    if (!hasSequence(type)) refuse(`invalid value for ${key("kind")}: ${typeName(type)} has no sequence`);
    for (const [name, value] of Object.entries({ min, max, values, length })) {
      if (value !== undefined) refuse(`${key(name)} has no meaning for a sequence`, "Use 'start' and 'end'.");
    }
    for (const [name, value] of Object.entries({ start, end })) {
      if (value !== undefined && isLess(sequenceLimit(type), value)) {
        refuse(`${key(name)} does not fit ${typeName(type)}`);
      }
    }
    if (end !== undefined && isLess(end, start ?? 0n)) refuse(`${key("end")} is less than ${key("start")}`);
    return;
  }
  for (const [name, value] of Object.entries({ start, end })) {
    if (value !== undefined) {
      refuse(`${key(name)} has no meaning for random values`, `Set ${key("kind")} to 'sequence'.`);
    }
  }
  if (isClock(type) && (min === undefined) !== (max === undefined)) {
    refuse(`${key("min")} and ${key("max")} go together`);
  }
  const bounds = boundsOf(type, min, max);
  if (bounds !== undefined && isLess(bounds.max, bounds.min)) {
    refuse(`${key("max")} is less than ${key("min")}`, `Without them values are from ${describeBounds(type)}.`);
  }
}

function describeBounds(type: SqlType): string {
  const bounds = boundsOf(type, undefined, undefined);
  return bounds === undefined
    ? "the wall clock"
    : `${valueToText(bounds.min, type)} to ${valueToText(bounds.max, type)}`;
}

function isLess(a: Value, b: Value): boolean {
  return isNumber(a) && isNumber(b) && a < b;
}

function isOrdered(type: SqlType): boolean {
  return isClock(type) || type.kind === "integer" || type.kind === "float" || type.kind === "decimal";
}

function hasSequence(type: SqlType): boolean {
  return type.kind === "integer" || type.kind === "float" || type.kind === "decimal" || type.kind === "text";
}

/** A sequence counts in whole numbers, whatever it is written as. */
function sequenceType(type: SqlType): SqlType {
  return type.kind === "integer" ? type : { kind: "integer", bits: 64, unsigned: false };
}

function valueOption(doc: string, type: SqlType): Option<Value | undefined> {
  return parsedOption(doc, "value", undefined, (text, key) => readValue(text, type, key));
}

function readValue(text: string, type: SqlType, key: string): Value {
  const value = parseValue(text, type);
  if (value !== undefined) return value;
  throw new SqlError(`invalid value for '${key}': expected ${typeName(type)}, got '${text}'`, { code: "bad_option" });
}

function prefix(column: Field): string {
  return `fields.${column.name}.`;
}
