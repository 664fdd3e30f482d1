/** RESULTS.md: a section for each benchmark, which a run of that benchmark writes anew and others leave as it is. */
import type { Verdict } from "./verdict.ts";

const RESULTS = new URL("./RESULTS.md", import.meta.url);
const HEAD = `# What \`deno task bench\` found

Ratios are of CPU time per record within one round, median of at least seven interleaved rounds with equal results on both
sides, against what is named under "against"; above 1 is faster. Rows without a target stand for reading. Each section says
what its benchmark ran on, and when: \`deno task bench NAME\` writes one of them anew.
`;

/** Writes the file with what was measured, by benchmark. `order`: names of all benchmarks. */
export async function saveResults(
  measured: ReadonlyMap<string, readonly Verdict[]>,
  order: readonly string[],
  ran: string,
): Promise<void> {
  await Deno.writeTextFile(RESULTS, withMeasured(await Deno.readTextFile(RESULTS), measured, order, ran));
}

/** Sections of other names than those in `order` stand behind them, as they are. */
export function withMeasured(
  text: string,
  measured: ReadonlyMap<string, readonly Verdict[]>,
  order: readonly string[],
  ran: string,
): string {
  const sections = sectionsOf(text);
  for (const [name, verdicts] of measured) sections.set(name, `Ran on ${ran}.\n\n${tableOf(verdicts)}`);
  const others = [...sections.keys()].filter((name) => !order.includes(name));
  const names = [...order.filter((name) => sections.has(name)), ...others];
  return [HEAD, ...names.map((name) => `## ${name}\n\n${sections.get(name)}\n`)].join("\n");
}

/** By name, in their order, without blank lines around. */
function sectionsOf(text: string): Map<string, string> {
  const sections = new Map<string, string>();
  for (const part of text.split(/^## /m).slice(1)) {
    const end = part.indexOf("\n");
    sections.set(part.slice(0, end), part.slice(end).trim());
  }
  return sections;
}

export function tableOf(verdicts: readonly Verdict[]): string {
  const heads = ["case", "against", "target", "median", "min", "max", ""];
  const rows = verdicts.map(({ name, peer, target, median, min, max, ok }) => [
    name,
    peer,
    target,
    median,
    min,
    max,
    ok === undefined ? "" : ok ? "ok" : "missed",
  ]);
  const widths = heads.map((head, i) => Math.max(3, head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  return [line(heads), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
