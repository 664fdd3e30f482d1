/** One reason why a job gives no rows, and what findings look at. */
import type { Observation, ObservedPart, ObservedScan, PartCounts } from "../../engine/flow/observation.ts";

export interface Finding {
  /** A stable name of the kind of reason, for programs: `empty_topic`, `where_drops_all`, … */
  readonly cause: string;
  /** A sentence without a final period. */
  readonly text: string;
  /** The one thing to do, as a sentence without a final period; undefined: nothing can be done but wait. */
  readonly cure: string | undefined;
}

/** Knows one kind of reason: nothing, where it does not apply. */
export type Look = (observation: Observation) => readonly Finding[];

/** Part and all parts below it, from the end to the sources. */
export function withBelow(part: ObservedPart): readonly ObservedPart[] {
  return [part, ...part.inputs.flatMap(withBelow)];
}

/** Parts of all plans of the job, each once per plan. */
export function partsOf({ ends }: Observation): readonly ObservedPart[] {
  return ends.flatMap(withBelow);
}

export type Scan = ObservedScan & PartCounts;

/** Each table once, where it is read several times. */
export function scansOf(observation: Observation): readonly Scan[] {
  const scans = partsOf(observation).filter((part) => part.kind === "scan");
  return [...new Map(scans.map((scan) => [`${scan.table}\n${scan.place ?? ""}`, scan])).values()];
}

/** The tables whose rows come to a part, for people: `orders and users`. */
export function tablesBelow(part: ObservedPart): readonly string[] {
  return [...new Set(withBelow(part).flatMap((one) => one.kind === "scan" ? [one.table] : []))];
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
