/**
 * `deno task test:datafusion`: random expressions over random rows in DataFusion 48 and in Sluice, value by value and
 * type by type. Needs `python3` with `venv`, and the first time the package index.
 *
 * `--seed N`, `--count N`: other expressions, more of them. `--only REGEX`: operators, casts and functions by name.
 * `-e TEXT`, as often as wanted: expressions on both sides; `--keep` puts them, or what failed, into `tests/cases/values/datafusion.json`.
 */
import { parseArgs } from "@std/cli/parse-args";
import { agreedRows, compare } from "./compare.ts";
import { DataFusion } from "./data_fusion.ts";
import { Generator } from "./generate.ts";
import { keep, keptOf } from "./kept.ts";
import { Bench, type Failure } from "./minimise.ts";
import { Pool } from "./places.ts";
import { Choice } from "./random.ts";
import { print, printExpression, printFailure, printRules, unusedShapes } from "./report.ts";
import { FIELDS, randomRows } from "./rows.ts";
import { SHAPES } from "./shapes.ts";
import { Sluice } from "./sluice.ts";

/** So many expressions are made of those that agreed before. */
const ROUND = 250;

const flags = parseArgs(Deno.args, { string: ["seed", "count", "only", "e"], collect: ["e"], boolean: ["keep"] });
const seed = Number(flags.seed ?? 1);

await using dataFusion = await DataFusion.open();
const choice = new Choice(seed);
const rows = randomRows(choice);
const sluice = new Sluice(FIELDS, rows);
await dataFusion.setRows(FIELDS, rows);
const bench = new Bench(sluice, dataFusion);

const expressions = [flags.e].flat().filter((text) => typeof text === "string");
if (expressions.length > 0) await evaluateThese(expressions);
else Deno.exitCode = await evaluateMany(Number(flags.count ?? 6000)) === 0 ? 0 : 1;

async function evaluateThese(texts: readonly string[]): Promise<void> {
  const answers = await dataFusion.evaluate(texts.map((text) => text.replaceAll(" # ", " ^ ")));
  answers.forEach((theirs, i) => printExpression(texts[i] ?? "", sluice.evaluate(texts[i] ?? ""), theirs));
  if (flags.keep) keep(answers.map((theirs, i) => keptOf(texts[i] ?? "", theirs)));
}

/** The number of failures. */
async function evaluateMany(count: number): Promise<number> {
  const pool = new Pool(choice, (text) => sluice.known(text));
  for (const { name } of FIELDS) pool.add(sluice.known(name));
  const shapes = SHAPES.filter(({ name }) => new RegExp(`^(?:${flags.only ?? ".*"})$`).test(name));
  const generator = new Generator(pool, choice, shapes);
  const failures: Failure[] = [];
  const excuses = new Map<string, number>();
  const withValues = new Set<string>();
  for (let done = 0; done < count; done += ROUND) {
    const candidates = Array.from({ length: Math.min(ROUND, count - done) }, () => generator.next());
    for (const comparison of await bench.compared(candidates)) {
      const { difference, excused } = compare(comparison);
      for (const name of excused) excuses.set(name, (excuses.get(name) ?? 0) + 1);
      if (difference !== undefined) {
        failures.push({ comparison, difference });
        continue;
      }
      const { ours } = comparison;
      if (!("type" in ours) || ours.rows.every((row) => "error" in row || row[0] === null)) continue;
      withValues.add(comparison.shape.template);
      if (excused.length > 0 || ours.type.kind === "other") continue;
      const { text, theirText } = comparison;
      pool.add({
        text,
        theirs: theirText,
        type: ours.type,
        rows: agreedRows(comparison),
        isLeaf: false,
        isLiteral: false,
      });
    }
  }
  await reportFailures(failures);
  printRules(excuses);
  unusedShapes(shapes, withValues);
  print(`${count - failures.length} passed, ${failures.length} failed`);
  return failures.length;
}

/** The smallest of each operator, cast and function. */
async function reportFailures(failures: readonly Failure[]): Promise<void> {
  for (const [name, list] of Map.groupBy(failures, ({ comparison }) => comparison.name)) {
    const shortest = list.toSorted((a, b) => a.comparison.text.length - b.comparison.text.length)[0]!; // there is one
    const smallest = await bench.minimised(shortest);
    const isConstant = smallest.comparison.args.every((arg) => arg.isLiteral);
    printFailure(name, list.length, smallest, isConstant ? undefined : seed);
    if (flags.keep && isConstant) keep([keptOf(smallest.comparison.text, smallest.comparison.theirs)]);
  }
}
