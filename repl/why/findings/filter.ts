/** WHERE and HAVING that let nothing through. */
import { counted } from "../../../schema/counted.ts";
import type { Observation, ObservedConjunct, ObservedFilter, PartCounts } from "../../../engine/flow/observation.ts";
import { type Finding, partsOf, tablesBelow } from "../finding.ts";
import { count, listed } from "../words.ts";

type Filter = ObservedFilter & PartCounts;

export function filterFindings(observation: Observation): readonly Finding[] {
  return partsOf(observation).flatMap((part) => {
    if (part.kind !== "filter" || part.rowsIn === 0 || part.rowsOut > 0) return [];
    return [droppedAll(part, tablesBelow(part))];
  });
}

function droppedAll(filter: Filter, tables: readonly string[]): Finding {
  const { isHaving, rowsIn, sampled, conjuncts } = filter;
  const dropped = `${isHaving ? "HAVING" : "WHERE"} dropped ${
    rowsIn === 1 ? "the only row" : `all ${count(rowsIn)} rows`
  }`;
  const worst = conjuncts.toSorted((a, b) => a.passed - b.passed)[0];
  if (sampled === 0 || worst === undefined) return { cause: "where_drops_all", text: dropped, cure: undefined };
  const why = worst.passed > 0 ? together(conjuncts, sampled) : alone(worst, sampled);
  return { cause: "where_drops_all", text: `${dropped}: ${why}`, cure: cureOf(worst, sampled, tables) };
}

/** No part alone drops everything. */
function together(conjuncts: readonly ObservedConjunct[], sampled: number): string {
  const parts = conjuncts.map(({ text, passed }) => `${text} (${count(passed)})`);
  return `of ${counted(sampled, "row")} that ${sampled === 1 ? "was" : "were"} looked at, none passes ` +
    `${listed(parts)} at once`;
}

function alone({ text, columns }: ObservedConjunct, sampled: number): string {
  const looked = sampled === 1 ? "not true for the row that was looked at" : `true for none of ${count(sampled)} rows`;
  const samples = columns.map(({ name, type, values, nulls }) => {
    if (nulls === sampled) return `${name} is always NULL`;
    return `${name} ${type} is ${values.join(", ")}${nulls > 0 ? " or NULL" : ""}`;
  });
  return [`${text} is ${looked}`, ...samples].join("; ");
}

function cureOf(worst: ObservedConjunct, sampled: number, tables: readonly string[]): string {
  const [table] = tables;
  const absent = worst.columns.filter(({ nulls }) => nulls === sampled).map(({ name }) => name);
  if (absent.length > 0 && table !== undefined) {
    return `Do the records have a field ${listed(absent)}? \\peek ${table} shows them, \\d ${table} the columns`;
  }
  const near =
    worst.columns.flatMap(({ name, values }) =>
      values.filter((value) => isNear(value, worst.text)).map((value) => ({ name, value }))
    )[0];
  if (near !== undefined) return `Upper and lower case or blanks differ: compare lower(trim(${near.name}))`;
  return `Try it without ${worst.text}, or with one of these values`;
}

/** A text that the condition names, but for case and blanks. */
function isNear(value: string, condition: string): boolean {
  if (!value.startsWith("'")) return false;
  const plain = (text: string) => text.toLowerCase().replace(/\s+/g, "");
  const named = condition.match(/'(?:[^']|'')*'/g) ?? [];
  return named.some((literal) => literal !== value && plain(literal) === plain(value));
}
