/**
 * A consistent cut of a pipeline: where its sources stand, and what its operators remember of the rows before. Parts are
 * known by what they do, so that a pipeline that was changed elsewhere finds its state again.
 */
import { ConnectorError } from "../schema/errors.ts";
import type { Stateful } from "./operator.ts";
import { Snapshot } from "./state/snapshot.ts";
import type { SnapshotMemory } from "./state/snapshot_memory.ts";
import { SnapshotSizes } from "./state/snapshot_sizes.ts";
import { Turn } from "./turn.ts";

/** Parts with their labels; two with the same one are told apart by the order in which they were built. */
export interface Parts {
  readonly sources: readonly Stateful[];
  readonly stateful: readonly Stateful[];
  readonly outputs: readonly Stateful[];
  /** What a part does, the same for the same statement. */
  readonly labels: ReadonlyMap<Stateful, string>;
}

const NAMES = "parts";

/**
 * To be called between two records, when no row waits anywhere and {@link settle} has nothing to do. The snapshot lies in
 * `memory`.
 */
export function freeze(parts: Parts, memory?: SnapshotMemory): Snapshot {
  const snapshot = new Snapshot(memory);
  const named = namedParts(parts);
  for (const { name, part } of named) part.snapshot(snapshot.part(name));
  snapshot.values(NAMES, named.map(({ name }) => name));
  return snapshot;
}

/** Has memory found for the next {@link freeze}, where what there is may not do; others have their turns. */
export async function makeRoom(parts: Parts, memory: SnapshotMemory): Promise<void> {
  if (memory.isSteady) return;
  let isSettled = false; // as a snapshot expects it
  while (!isSettled) isSettled = !settle(parts.stateful);
  const sizes = new SnapshotSizes();
  for (const part of parts.stateful) part.snapshot(sizes);
  await memory.prepare(sizes.bytes, new Turn());
}

/**
 * To be called before the pipeline runs. Sources and outputs that are new begin as they would in a new pipeline; throws a
 * `ConnectorError` when an operator has no state there, for its rows would be missing.
 */
export function thaw(parts: Parts, snapshot: Snapshot): void {
  const saved = new Set(snapshot.values(NAMES));
  const named = namedParts(parts);
  const missing = named.filter(({ name, part }) => parts.stateful.includes(part) && !saved.has(name));
  if (missing.length > 0) throw changed(missing.map(({ label }) => label), [...saved].map(String), named);
  for (const { name, part } of named) if (saved.has(name)) part.restore(snapshot.part(name));
}

function changed(missing: readonly string[], saved: readonly string[], named: readonly Named[]): ConnectorError {
  const present = new Set(named.map(({ name }) => name));
  const gone = saved.filter((name) => name.startsWith("operator") && !present.has(name)).map(labelIn);
  return new ConnectorError(
    `The saved state is of another pipeline: it holds nothing for "${missing[0]}"`,
    {
      code: "plan_changed",
      notes: [
        ...missing.slice(1).map((label) => `Nor for "${label}"`),
        ...gone.map((label) => `What it holds and nobody needs any more: "${label}"`),
      ],
      hint:
        "Start afresh with --reset-state, give this pipeline another name with SET pipeline_name, or undo the change.",
    },
  );
}

/** Operators hand on what they hold back; true when one did, for another one may hold that back now. */
export function settle(stateful: readonly Stateful[]): boolean {
  return stateful.map((one) => one.settle?.() ?? false).includes(true);
}

/** So many parts are handed on while rows come in. More would be a sign that they come as fast. */
const MOST_PARTS = 2000;

/** Done before a cut, so that sources need not wait for {@link settle} to hand on much: they have their turns meanwhile. */
export async function settleParts(stateful: readonly Stateful[]): Promise<void> {
  const turn = new Turn();
  let parts = 0;
  for (const one of stateful) {
    while (parts < MOST_PARTS && one.settlePart?.()) {
      parts++;
      if (turn.isOver()) await turn.next();
    }
  }
}

interface Named {
  readonly name: string;
  readonly label: string;
  readonly part: Stateful;
}

function namedParts({ sources, stateful, outputs, labels }: Parts): readonly Named[] {
  const seen = new Map<string, number>();
  const named = (kind: string) => (part: Stateful): Named => {
    const label = labels.get(part) ?? "";
    const count = (seen.get(kind + label) ?? 0) + 1;
    seen.set(kind + label, count);
    return { name: `${kind} ${count} ${label}`, label, part };
  };
  return [
    ...sources.map(named("source")),
    ...stateful.map(named("operator")),
    ...outputs.map(named("output")),
  ];
}

/** The label in a name. */
function labelIn(name: string): string {
  return name.replace(/^\w+ \d+ /, "");
}
