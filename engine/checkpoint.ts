/**
 * A consistent cut of a pipeline: where its sources stand, and what its operators remember of the rows before. Parts are
 * numbered in the order in which they were built, which is the same for the same plan.
 */
import type { Stateful } from "./operator.ts";
import { Snapshot } from "./state/snapshot.ts";

interface Parts {
  readonly sources: readonly Stateful[];
  readonly stateful: readonly Stateful[];
  readonly outputs: readonly Stateful[];
}

/** To be called between two records, when no row waits anywhere and {@link settle} has nothing to do. */
export function freeze(parts: Parts): Snapshot {
  const snapshot = new Snapshot();
  for (const [name, part] of numbered(parts)) part.snapshot(snapshot.part(name));
  return snapshot;
}

/** To be called on a pipeline of the same plan before it runs. */
export function thaw(parts: Parts, snapshot: Snapshot): void {
  for (const [name, part] of numbered(parts)) part.restore(snapshot.part(name));
}

/** Operators hand on what they hold back; true when one did, for another one may hold that back now. */
export function settle(stateful: readonly Stateful[]): boolean {
  return stateful.map((one) => one.settle?.() ?? false).includes(true);
}

function numbered({ sources, stateful, outputs }: Parts): [string, Stateful][] {
  return [
    ...sources.map((one, i): [string, Stateful] => [`source${i}`, one]),
    ...stateful.map((one, i): [string, Stateful] => [`operator${i}`, one]),
    ...outputs.map((one, i): [string, Stateful] => [`output${i}`, one]),
  ];
}
