/** How results look, and the last one again: `\x`, `\format`, `\timing`, `\last`, `\chart`, `\watch`. */
import { counted } from "../../schema/counted.ts";
import { SqlError } from "../../schema/errors.ts";
import { nearest } from "../../schema/options.ts";
import { OUTPUT_FORMATS, type OutputFormat } from "../formats/writer.ts";
import { chartLines } from "../results/chart/chart.ts";
import { partText } from "../results/last_table.ts";
import type { Shell } from "../shell.ts";
import type { KeptResult } from "../view/kept_result.ts";
import { type Command, wordsOf } from "./command.ts";
import { watch } from "./watch.ts";

export const RESULT_COMMANDS: readonly Command[] = [
  {
    name: "\\x",
    args: "[on|off|auto]",
    doc: "one column per line; auto: when a row is wider than the screen",
    run: expand,
  },
  {
    name: "\\format",
    args: "[FORMAT]",
    doc: `how results are shown: ${OUTPUT_FORMATS.join(" ")}`,
    run: format,
  },
  { name: "\\timing", args: "[on|off]", doc: "say how long each statement took, and what it read", run: timing },
  { name: "\\last", args: "", doc: "show the last result again; SELECT … FROM _ queries it", run: last },
  {
    name: "\\chart",
    args: "[bars|line] [COLUMN]",
    doc: "the last result as a chart of its last numeric column, or of COLUMN",
    run: chart,
  },
  {
    name: "\\watch",
    args: "[DURATION]",
    doc: "repeat the last query that ends, every 2s or DURATION; changed cells are bold",
    more: "DURATION is 500ms, 5s or 1m. Ctrl-C or q stops it.",
    run: watch,
  },
];

function expand(shell: Shell, argument: string): Promise<void> {
  const { results } = shell;
  const now = results.format === "vertical" ? "on" : results.format === "auto" ? "auto" : "off";
  const next = argument === "" ? (now === "on" ? "off" : "on") : argument.toLowerCase();
  if (next === "on" || next === "off" || next === "auto") {
    results.format = next === "on" ? "vertical" : next === "auto" ? "auto" : "table";
    shell.say(`One column per line is ${next}`);
  } else shell.print("\\x takes on, off or auto");
  return Promise.resolve();
}

function format(shell: Shell, argument: string): Promise<void> {
  const { results } = shell;
  const name = argument.toLowerCase();
  const known: readonly string[] = [...OUTPUT_FORMATS, "auto"];
  if (known.includes(name)) results.format = name as OutputFormat | "auto";
  else if (name !== "") {
    const near = nearest(name, known)[0];
    throw new SqlError(`Unknown format '${argument}'`, {
      code: "unknown_format",
      hint: `${near === undefined ? "" : `Did you mean '${near}'? `}There are: ${known.join(", ")}.`,
    });
  }
  shell.say(`Results are shown as ${results.format}`);
  return Promise.resolve();
}

function timing(shell: Shell, argument: string): Promise<void> {
  const { results } = shell;
  const word = argument.toLowerCase();
  if (word !== "" && word !== "on" && word !== "off") return Promise.resolve(shell.print("\\timing takes on or off"));
  results.timing = word === "" ? !results.timing : word === "on";
  shell.say(`Timing is ${results.timing ? "on" : "off"}`);
  return Promise.resolve();
}

async function last(shell: Shell): Promise<void> {
  const result = lastOf(shell);
  await shell.results.again(result);
  shell.say(result.complete ? counted(result.size, "row") : partText(result));
}

function chart(shell: Shell, argument: string): Promise<void> {
  const result = lastOf(shell);
  const { terminal } = shell.parts;
  const [shape, ...rest] = wordsOf(argument);
  const known = shape === "bars" || shape === "line" ? shape : shape === "bar" ? "bars" : undefined;
  const column = known === undefined ? shape : rest[0];
  shell.print(chartLines(result, { shape: known, column, ...terminal.size, theme: terminal.theme }).join("\n"));
  if (!result.complete) shell.say(partText(result));
  return Promise.resolve();
}

function lastOf({ results }: Shell): KeptResult {
  if (results.last !== undefined) return results.last;
  throw new SqlError("There is no last result", { code: "not_found", hint: "Run a query first: SELECT 1 AS one;" });
}
