/** Expressions with the values and types that DataFusion 48 gave them, kept where the sides once differed. */
import { valueToText } from "../../schema/values/value_text.ts";
import { nameOf } from "./compare.ts";
import { canonical, type Result } from "./wire.ts";

const FILE = new URL("../cases/values/datafusion.json", import.meta.url);

/** The expression, its value as text (`ERROR` when it fails) and its type. */
export type Kept = readonly [text: string, value: string, type: string];

export function readKept(): readonly Kept[] {
  return JSON.parse(Deno.readTextFileSync(FILE));
}

/** The first row of a constant expression. */
export function keptOf(text: string, result: Result): Kept {
  const row = "type" in result ? result.rows[0] : result;
  if (!("type" in result) || row === undefined || "error" in row) return [text, "ERROR", ""];
  const { type } = result;
  return [text, type.kind === "other" ? canonical(row[0], type) : valueToText(row[0], type), nameOf(type)];
}

/** Adds what is not there yet. */
export function keep(entries: readonly Kept[]): void {
  const all = new Map(readKept().map((entry) => [entry[0], entry]));
  for (const entry of entries) if (!all.has(entry[0])) all.set(entry[0], entry);
  const lines = [...all.values()].map((entry) => `  ${JSON.stringify(entry).replaceAll('","', '", "')}`);
  Deno.writeTextFileSync(FILE, `[\n${lines.join(",\n")}\n]\n`);
}
