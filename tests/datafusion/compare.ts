/** What differs between the two sides, and which differences are meant. */
import type { SqlType } from "../../schema/types.ts";
import { typeName } from "../../schema/types.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import { RULES } from "./rules/mod.ts";
import type { Shape } from "./shapes.ts";
import type { Known } from "./sluice.ts";
import { canonical, type OtherType, type Result } from "./wire.ts";

/** An expression over known ones, and what each side makes of it. */
export interface Comparison {
  /** The shape's. */
  readonly name: string;
  readonly shape: Shape;
  readonly text: string;
  readonly theirText: string;
  readonly args: readonly Known[];
  readonly ours: Result;
  readonly theirs: Result;
}

/** Where the sides differ: on the whole, or on one row. */
export interface Difference {
  readonly row: number | undefined;
  readonly ours: string;
  readonly theirs: string;
}

/** What an expression that agreed gives to those that are made of it: nothing on rows on which some side failed. */
export function agreedRows({ ours, theirs }: Comparison): Known["rows"] {
  if (!("type" in ours) || !("type" in theirs)) return [];
  return ours.rows.map((our, row) => {
    const their = theirs.rows[row];
    return their !== undefined && "error" in their ? their : our;
  });
}

export interface Verdict {
  /** The first difference that no rule excuses. */
  readonly difference?: Difference;
  /** Names of the rules that were needed. */
  readonly excused: readonly string[];
}

export function compare(comparison: Comparison): Verdict {
  const excused = new Set<string>();
  for (const difference of differences(comparison)) {
    const rule = RULES.find((one) => one.excuses(comparison, difference));
    if (rule === undefined) return { difference, excused: [...excused] };
    excused.add(rule.name);
  }
  return { excused: [...excused] };
}

function* differences({ ours, theirs }: Comparison): Generator<Difference> {
  if (!("type" in ours) || !("type" in theirs)) {
    if (!alwaysFails(ours) || !alwaysFails(theirs)) {
      yield { row: undefined, ours: summary(ours), theirs: summary(theirs) };
    }
    return;
  }
  const isTyped = theirs.rows.some((row) => !("error" in row)); // of rows that all fail only a plan is known
  if (isTyped && nameOf(ours.type) !== nameOf(theirs.type)) {
    yield { row: undefined, ours: summary(ours), theirs: summary(theirs) };
  }
  for (const [row, our] of ours.rows.entries()) {
    const their = theirs.rows[row];
    if (their === undefined) continue;
    if ("error" in our && "error" in their) continue;
    const same = !("error" in our) && !("error" in their) &&
      canonical(our[0], ours.type) === canonical(their[0], theirs.type);
    if (!same) yield { row, ours: rowText(ours, row), theirs: rowText(theirs, row) };
  }
}

/** A constant expression that fails does so while planning on one side, and on every row on the other. */
function alwaysFails(result: Result): boolean {
  return !("type" in result) || result.rows.every((row) => "error" in row);
}

export function nameOf(type: SqlType | OtherType): string {
  // Members of structs are always nullable for Arrow's callers.
  return type.kind === "other" ? type.name : typeName(type).replaceAll(" NOT NULL", "").replaceAll("NULL", "TEXT");
}

function summary(result: Result): string {
  return "type" in result ? nameOf(result.type) : `error: ${result.error}`;
}

function rowText(result: Result, row: number): string {
  if (!("type" in result)) return summary(result);
  const outcome = result.rows[row];
  if (outcome === undefined) return "nothing";
  if ("error" in outcome) return `error: ${outcome.error}`;
  const { type } = result;
  return `${type.kind === "other" ? canonical(outcome[0], type) : valueToText(outcome[0], type)} ${nameOf(type)}`;
}
