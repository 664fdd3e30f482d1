/** What a run prints. */
import { valueToText } from "../../schema/values/value_text.ts";
import { nameOf } from "./compare.ts";
import type { Failure } from "./minimise.ts";
import { RULES } from "./rules/mod.ts";
import type { Shape } from "./shapes.ts";
import { canonical, type Result } from "./wire.ts";

export function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** `seed`: the failure needs the rows of that seed. */
export function printFailure(name: string, count: number, { comparison, difference }: Failure, seed?: number): void {
  const row = difference.row === undefined ? "" : ` on row ${difference.row}`;
  print(`FAILED ${name}, ${count} times. The smallest${row}:`);
  print(`  Sluice      ${difference.ours}`);
  print(`  DataFusion  ${difference.theirs.slice(0, 300)}`);
  const text = comparison.text.replaceAll("'", "'\\''");
  print(`  deno task test:datafusion${seed === undefined ? "" : ` --seed ${seed}`} -e '${text}'\n`);
}

export function printExpression(text: string, ours: Result, theirs: Result): void {
  print(text);
  print(`  Sluice      ${resultText(ours)}`);
  print(`  DataFusion  ${resultText(theirs)}`);
}

function resultText(result: Result): string {
  if (!("type" in result)) return `error: ${result.error}`;
  const { type, rows } = result;
  const texts = rows.map((row) =>
    "error" in row ? `error: ${row.error}` : type.kind === "other" ? canonical(row[0], type) : valueToText(row[0], type)
  );
  const same = new Set(texts).size === 1 ? texts.slice(0, 1) : texts;
  return `${nameOf(type)}: ${same.join(" | ")}`;
}

/** The deviations that were met, each with its reason. */
export function printRules(counts: ReadonlyMap<string, number>): void {
  print("Deliberate deviations:");
  for (const { name, reason } of RULES) {
    const count = counts.get(name);
    if (count !== undefined) print(`  ${String(count).padStart(5)}  ${name}: ${reason}`);
  }
}

/** Names what gave no value in all of its expressions: more are needed to say anything about it. */
export function unusedShapes(shapes: readonly Shape[], withValues: ReadonlySet<string>): void {
  const unused = shapes.filter(({ template }) => !withValues.has(template)).map(({ template }) => template);
  if (unused.length > 0) print(`Without a value so far: ${[...new Set(unused)].join("; ")}`);
}
