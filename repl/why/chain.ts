/** The way of rows through a statement as a line of counts. */
import type { ObservedPart } from "../../engine/flow/observation.ts";
import { count } from "./words.ts";

/** `orders 41,207 → decoded 41,207 → WHERE 0`: up to the first part that gives nothing. */
export function chainOf(end: ObservedPart): string {
  const steps = stepsTo(end);
  const dry = steps.findIndex(({ rows }) => rows === 0);
  return steps.slice(0, dry < 0 ? undefined : dry + 1).map(({ text }) => text).join(" → ");
}

interface Step {
  readonly text: string;
  readonly rows: number;
}

function stepsTo(part: ObservedPart): readonly Step[] {
  const before = part.inputs.length === 1 ? part.inputs.flatMap(stepsTo) : sidesOf(part);
  const name = nameOf(part);
  return name === undefined ? before : [...before, ...countsOf(part, name)];
}

/** Several inputs stand side by side, and count as one step. */
function sidesOf({ inputs }: ObservedPart): readonly Step[] {
  if (inputs.length === 0) return [];
  const rows = inputs.reduce((sum, { rowsOut }) => sum + rowsOut, 0);
  return [{ text: `(${inputs.map(chainOf).join(" | ")})`, rows }];
}

function countsOf(part: ObservedPart, name: string): readonly Step[] {
  const step = (name: string, rows: number): Step => ({ text: `${name} ${count(rows)}`, rows });
  if (part.kind !== "scan" || part.records === undefined) return [step(name, part.rowsOut)];
  return [step(name, part.records), step("decoded", part.rowsOut)];
}

function nameOf(part: ObservedPart): string | undefined {
  switch (part.kind) {
    case "scan":
      return part.table;
    case "filter":
      return part.isHaving ? "HAVING" : "WHERE";
    case "join":
      return "join";
    case "sink":
      return part.table;
    case "rows":
      return "result";
    case "watermark":
      return undefined;
    case "other":
      return part.name;
    default:
      return part satisfies never;
  }
}
