/** Aggregates alone, columns in: GROUP BY over a million keys, hop against tumble, memory per key, snapshots. */
import { aggregateOperator } from "../../engine/operators/aggregate.ts";
import type { Receiver } from "../../engine/operator.ts";
import { Snapshot } from "../../engine/state/snapshot.ts";
import type { Batch } from "../../schema/batch.ts";
import { BATCH_ROWS, Int64Column } from "../../schema/column.ts";
import { type Field, fieldOf, type Schema, type WindowSpec } from "../../schema/field.ts";
import { BIGINT, TIMESTAMP } from "../../schema/types.ts";
import { findAggregate } from "../../sql/functions/aggregates/mod.ts";
import { resolveAggregate } from "../../sql/functions/resolve.ts";
import type { AggregateCall, LogicalPlan } from "../../sql/plan.ts";
import { bench, type BenchOptions, type BenchTable, benchText } from "./bench.ts";
import { seeded } from "./bids.ts";
import { threadMillis } from "./cpu.ts";
import { limitVerdict, ratioVerdict, type Verdict } from "./verdict.ts";

export const KEYS = 1_000_000;
const SECOND = 1_000_000_000n;

const INPUTS: readonly Field[] = [
  fieldOf("k", BIGINT, false),
  fieldOf("v", BIGINT, false),
  fieldOf("ts", TIMESTAMP, false),
];

function call(name: string, ...args: readonly number[]): AggregateCall {
  const fn = findAggregate(name);
  if (fn === undefined) throw new Error(`No aggregate ${name}`);
  const { accumulator } = resolveAggregate(fn, args.map((index) => INPUTS[index]!)); // positions of the input
  return { name, args, filter: undefined, distinct: false, orderBy: [], nulls: "skip", accumulator, text: name };
}

function operatorOf(calls: readonly AggregateCall[], window: WindowSpec | undefined, next: Receiver) {
  const time = (name: string) => fieldOf(name, TIMESTAMP, false);
  const between = window === undefined ? [] : [time("start"), time("end"), time("time")];
  const results = calls.map(({ name }) => fieldOf(name, BIGINT, name !== "count"));
  const schema: Schema = { fields: [INPUTS[0]!, ...between, ...results], updating: window === undefined };
  const input: LogicalPlan = { kind: "values", rows: [], schema: { fields: INPUTS, updating: false } };
  const windowing = window && { kind: "time" as const, window };
  const plan = { kind: "aggregate" as const, input, keys: [0], calls, windowing, time: 2, always: false, schema };
  return aggregateOperator({ ...plan, updates: { ttl: 86_400_000, interval: 1000 } }, next, () => 0);
}

/** Sums up what comes: checksum of keys and results. */
class Sum implements Receiver {
  rows = 0;
  total = 0n;
  process({ length, columns }: Batch): void {
    this.rows += length;
    const last = columns.at(-1) as Int64Column;
    for (let row = 0; row < length; row++) this.total = BigInt.asIntN(64, this.total + last.values[row]!); // row < length
  }
  advance(): void {}
  end(): void {}
}

/** Rows in batches; `row` gives key, value and time. The arrays are one, as those of a source are. */
export function rowsOf(count: number, row: (i: number) => readonly [number, number, bigint]): Batch[] {
  const made: Batch[] = [];
  for (let from = 0; from < count; from += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, count - from);
    const [keys, values, times] = [0, 1, 2].map(() => new BigInt64Array(length));
    for (let i = 0; i < length; i++) {
      const [key, value, time] = row(from + i);
      keys![i] = BigInt(key); // three arrays
      values![i] = BigInt(value);
      times![i] = time;
    }
    made.push({ length, columns: [keys!, values!, times!].map((array) => new Int64Column(array, undefined)) });
  }
  return made;
}

async function groupBy(options: BenchOptions, rows: number): Promise<BenchTable> {
  const random = seeded(3);
  const input = rowsOf(rows, () => [2 ** 33 + Math.floor(random() * KEYS), Math.floor(random() * 1000), 0n]);
  const numbers = input.map(({ columns }) =>
    columns.map((column) => Float64Array.from((column as Int64Column).values, Number))
  );
  const map = new Map<number, { count: number; sum: number }>();
  const operator = operatorOf([call("count"), call("sum", 1)], undefined, new Sum());
  return await bench("GROUP BY over 1 M keys", [{
    name: "Map of objects",
    records: rows,
    run() {
      for (const [keys, values] of numbers) {
        for (let i = 0; i < keys!.length; i++) {
          const group = map.get(keys![i]!);
          if (group === undefined) map.set(keys![i]!, { count: 1, sum: values![i]! });
          else {
            group.count++;
            group.sum += values![i]!;
          }
        }
      }
      return rows;
    },
  }, {
    name: "aggregate",
    records: rows,
    run() {
      for (const batch of input) operator.process(batch);
      return rows;
    },
  }], options);
}

/** 10,000 rows a second of 100 keys; one window an hour against one a second. */
async function hopAgainstTumble(options: BenchOptions, rows: number): Promise<BenchTable> {
  const random = seeded(5);
  const step = SECOND / 10_000n;
  const input = rowsOf(rows, (i) => [Math.floor(random() * 100), 1, BigInt(i) * step]);
  const hour = 3600n * SECOND;
  const runWith = (name: string, calls: readonly AggregateCall[], window: WindowSpec) => ({
    name,
    records: rows,
    run() {
      const operator = operatorOf(calls, window, new Sum());
      let last = 0n;
      for (const batch of input) {
        operator.process(batch);
        last = (batch.columns[2] as Int64Column).values[batch.length - 1]!; // not empty
        operator.advance(last);
      }
      return rows;
    },
  });
  const calls = [call("count"), call("sum", 1)];
  const hop: WindowSpec = { kind: "hop", slide: SECOND, width: hour };
  return await bench("hop of 1 s over 1 h", [
    runWith("tumble of 1 h", calls, { kind: "tumble", width: hour }),
    runWith("hop, count and sum", calls, hop),
    runWith("hop, max", [call("max", 1)], hop),
  ], options);
}

/** The i-th of a million keys, in no order. */
export function keyOf(i: number): number {
  return Math.imul(i, 2654435761) >>> 0;
}

/** A million keys once each. */
function million(): Batch[] {
  return rowsOf(KEYS, (i) => [keyOf(i), i, 0n]);
}

function memoryPerKey(): Verdict {
  const input = million();
  const operator = operatorOf([call("count"), call("sum", 1)], undefined, new Sum());
  for (const batch of input) operator.process(batch);
  operator.settle?.();
  const value = operator.stateSize() / KEYS;
  return limitVerdict("memory of a group", "1 M BIGINT keys, count and sum, updating; of the arrays", {
    value,
    limit: 40,
    unit: "B",
    spread: { min: value, max: value },
  });
}

/** Each key came once. */
export function groupsOfMillion() {
  const operator = operatorOf([call("count"), call("sum", 1), call("max", 1)], undefined, new Sum());
  for (const batch of million()) operator.process(batch);
  operator.settle?.();
  return operator;
}

/** CPU time: how long a pause takes beside other programs says little of this one. */
function snapshots(rounds: number): Verdict[] {
  const operator = groupsOfMillion();
  const [freezes, wholes]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const start = threadMillis();
    const snapshots = Array.from({ length: REPEATED }, () => {
      const snapshot = new Snapshot();
      operator.snapshot(snapshot);
      return snapshot;
    });
    const frozen = (threadMillis() - start) / REPEATED;
    freezes.push(frozen);
    const before = threadMillis();
    for (const snapshot of snapshots) snapshot.encode();
    wholes.push(frozen + (threadMillis() - before) / REPEATED);
  }
  const verdict = (name: string, values: readonly number[], limit: number) => {
    const sorted = values.toSorted((a, b) => a - b);
    const spread = { min: sorted[0]!, max: sorted.at(-1)! }; // a round at least
    return limitVerdict(name, "1 M keys with three numbers, CPU", {
      value: sorted[sorted.length >> 1]!,
      limit,
      spread,
    });
  };
  return [verdict("snapshot: pause", freezes, 20), verdict("snapshot: all of it", wholes, 150)];
}

/** Snapshots of a round: the clock ticks every 4 ms. */
const REPEATED = 4;

export async function aggregates({ quick = false } = {}): Promise<Verdict[]> {
  const options = quick ? { rounds: 3, warmups: 1 } : {};
  const grouped = await groupBy(options, quick ? 1_000_000 : 3_000_000);
  const hop = await hopAgainstTumble(options, quick ? 500_000 : 1_500_000);
  return [
    ratioVerdict(grouped, 1, 2),
    ratioVerdict(hop, 1, 0.5, `${hop.title}: count, sum`),
    ratioVerdict(hop, 2, undefined, `${hop.title}: max`),
    memoryPerKey(),
    ...snapshots(quick ? 3 : 9),
  ];
}

if (import.meta.main) {
  const options = { rounds: 5, warmups: 2 };
  // deno-lint-ignore no-console
  const log = console.log;
  log(benchText(await groupBy(options, 2_000_000)));
  log(benchText(await hopAgainstTumble(options, 1_000_000)));
  log(
    [memoryPerKey(), ...snapshots(9)].map(({ name, median, min, max }) => `${name}: ${median} (${min} to ${max})`).join(
      "\n",
    ),
  );
}
