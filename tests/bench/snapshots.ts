/**
 * Checkpoints of a million groups of which one in a hundred has changed, on disk: what has changed since the last one against
 * all of it. The same state is written both ways in turn, so that other load hits both alike.
 */
import { CheckpointStore } from "../../engine/checkpoints/checkpoint_store.ts";
import { Snapshot } from "../../engine/state/snapshot.ts";
import { SnapshotMemory } from "../../engine/state/snapshot_memory.ts";
import { groupsOfMillion, keyOf, KEYS, rowsOf } from "./aggregates.ts";
import { seeded } from "./bids.ts";
import { processMillis, threadMillis } from "./cpu.ts";
import { temporaryDir } from "./program.ts";
import { limitVerdict, percentile, type Verdict } from "./verdict.ts";

const CHANGED = KEYS / 100;
/** Checkpoints of a round: the clock of CPU time ticks every 4 ms. */
const REPEATED = 8;

interface Written {
  bytes: number;
  /** Milliseconds until it was on disk, of the clock and of all threads. */
  clock: number;
  cpu: number;
}

/** A store, and what was written to it in this round. */
interface Way {
  readonly store: CheckpointStore;
  written: Written;
}

const nothing = (): Written => ({ bytes: 0, clock: 0, cpu: 0 });

async function write({ store, written }: Way, checkpoint: number, state: Snapshot): Promise<void> {
  const [clock, cpu] = [performance.now(), processMillis()];
  written.bytes += await store.write({ checkpoint, snapshot: "" }, state);
  await store.confirm({ checkpoint, snapshot: "" }, 0);
  written.clock += performance.now() - clock;
  written.cpu += processMillis() - cpu;
}

/** Keys that one checkpoint finds changed. */
interface Pattern {
  readonly name: string;
  /** The i-th of a checkpoint's rows. */
  readonly key: (i: number, checkpoint: number) => number;
}

function patterns(): readonly Pattern[] {
  const random = seeded(11);
  return [
    { name: "anywhere", key: () => Math.floor(random() * KEYS) },
    { name: "side by side", key: (i, checkpoint) => (checkpoint * CHANGED + i) % KEYS },
  ];
}

async function measure({ name, key }: Pattern, rounds: number): Promise<Verdict[]> {
  await using dir = await temporaryDir();
  await using changes = await CheckpointStore.open(`${dir.path}/changes`);
  await using whole = await CheckpointStore.open(`${dir.path}/whole`, Infinity);
  const ways: readonly [Way, Way] = [{ store: changes, written: nothing() }, { store: whole, written: nothing() }];
  const operator = groupsOfMillion();
  const memory = new SnapshotMemory();
  const pauses: number[] = [];
  let pause = 0;
  const ratios: Record<keyof Written, number[]> = { bytes: [], clock: [], cpu: [] };
  for (let checkpoint = 0; checkpoint < rounds * REPEATED; checkpoint++) {
    for (const batch of rowsOf(CHANGED, (i) => [keyOf(key(i, checkpoint)), i, 0n])) operator.process(batch);
    operator.settle?.();
    const before = threadMillis();
    const state = new Snapshot(memory);
    operator.snapshot(state);
    pause += threadMillis() - before;
    for (const way of checkpoint % 2 === 0 ? ways : ways.toReversed()) await write(way, checkpoint + 1, state);
    memory.release();
    if (checkpoint % REPEATED !== REPEATED - 1) continue;
    const [a, b] = ways.map((way) => way.written) as [Written, Written];
    for (const figure of ["bytes", "clock", "cpu"] as const) ratios[figure].push(b[figure] / a[figure]);
    for (const way of ways) way.written = nothing();
    pauses.push(pause / REPEATED);
    pause = 0;
  }
  const title = `checkpoint, 1 M keys, 1 % of them changed, ${name}`;
  return [
    ...([["bytes", "bytes"], ["clock", "time to disk"], ["cpu", "CPU"]] as const).map(([figure, what]) =>
      timesVerdict(`${title}: ${what}`, ratios[figure])
    ),
    limitVerdict(`${title}: pause`, "copy of the state, CPU", {
      value: percentile(pauses, 0.5),
      limit: 20,
      spread: { min: Math.min(...pauses), max: Math.max(...pauses) },
    }),
  ];
}

function timesVerdict(name: string, ratios: readonly number[]): Verdict {
  const text = (ratio: number) => `${ratio.toFixed(2)}x`;
  return {
    name,
    peer: "all of it",
    target: "",
    median: text(percentile(ratios, 0.5)),
    min: text(Math.min(...ratios)),
    max: text(Math.max(...ratios)),
    ok: undefined,
  };
}

export async function snapshots({ quick = false } = {}): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const pattern of patterns()) verdicts.push(...await measure(pattern, quick ? 2 : 7));
  return verdicts;
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  console.table(await snapshots({ quick: Deno.args.includes("--quick") }));
}
