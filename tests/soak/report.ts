/** What the soak has found, as a section of the benchmarks' results. */
import type { Verdict } from "./judge.ts";
import type { Load, PipelineName } from "./load.ts";

export interface Struck {
  readonly name: string;
  /** Minutes since the beginning. */
  readonly minute: number;
  /** From the end of the fault until both pipelines were at most {@link CAUGHT_UP_SECONDS} behind; undefined: they never were. */
  readonly recoverySeconds: number | undefined;
}

/** Of one pipeline, in the order of time, in bytes. */
export type Memory = readonly number[];

export interface Findings {
  readonly load: Load;
  readonly struck: readonly Struck[];
  readonly memory: ReadonlyMap<PipelineName, Memory>;
  readonly verdicts: ReadonlyMap<PipelineName, Verdict>;
  /** From the first row to the end of both pipelines. */
  readonly seconds: number;
  readonly machine: string;
  /** ISO date. */
  readonly date: string;
}

export const CAUGHT_UP_SECONDS = 2;
/** The last third of the samples against the first: what restarts and collections make of it. */
const FLAT = 1.25;

/** What was promised and not kept; empty: nothing. */
export function broken({ struck, memory, verdicts }: Findings): string[] {
  const late = struck.filter(({ recoverySeconds }) => recoverySeconds === undefined);
  return [
    ...late.map(({ name, minute }) => `minute ${minute}: never caught up after ${name}`),
    ...[...memory].filter(([, samples]) => growth(samples) > FLAT).map(([name]) => `${name}: memory grows`),
    ...[...verdicts].filter(([, { missing, doubled, divergent }]) => missing + doubled + divergent > 0)
      .map(([name]) => `${name}: not exact`),
  ];
}

/** Median of the last third against that of the first. */
export function growth(samples: Memory): number {
  const third = Math.floor(samples.length / 3);
  return median(samples.slice(-third)) / median(samples.slice(0, third));
}

export function sectionOf(findings: Findings): string {
  const { load, struck, memory, verdicts, seconds, machine, date } = findings;
  const faults = struck.map(({ name, minute, recoverySeconds }) =>
    `| ${minute} | ${name} | ${recoverySeconds === undefined ? "never" : `${recoverySeconds.toFixed(1)} s`} |`
  );
  const pipelines = [...verdicts].map(([name, { messages, missing, doubled, divergent }]) => {
    const samples = memory.get(name) ?? [];
    const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
    return `| ${name} | ${messages} | ${missing} | ${doubled} | ${divergent} | ${megabytes(median(samples))} | ${
      megabytes(Math.max(...samples))
    } | ${growth(samples).toFixed(2)}x |`;
  });
  const wrong = broken(findings);
  return `## Soak

\`deno task soak\`, ${date}: ${load.rowsPerSecond} rows/s for ${load.seconds} s through two exactly-once pipelines on three brokers of Apache Kafka, all on one machine (${machine}); through after ${
    Math.round(seconds)
  } s. ${wrong.length === 0 ? "Exact, caught up after every fault, memory flat." : `Not kept: ${wrong.join("; ")}.`}

| Minute | Fault | Caught up (${CAUGHT_UP_SECONDS} s behind at most) after |
| ------ | ----- | ------ |
${faults.join("\n")}

| Pipeline | Messages committed | missing | doubled | divergent | RSS, median | highest | last third against the first |
| -------- | ------------------ | ------- | ------- | --------- | ----------- | ------- | ---------------------------- |
${pipelines.join("\n")}
`;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
