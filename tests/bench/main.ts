/**
 * `deno task bench [name…] [--quick]`: measures, prints tables of what was promised and what was found, and writes them to
 * RESULTS.md beside this file, unless it was quick. Apache Kafka takes part where `KAFKA_BOOTSTRAP` names it.
 */
import { parseArgs } from "@std/cli/parse-args";
import { aggregates } from "./aggregates.ts";
import { l1Avro } from "./avro.ts";
import { avroOut } from "./avro_out.ts";
import { exactlyOnce } from "./exactly_once.ts";
import { framedAvro } from "./framed_avro.ts";
import { framedJson } from "./framed_json.ts";
import { joins } from "./joins.ts";
import { keys } from "./keys.ts";
import { l1Json } from "./l1_json.ts";
import { l1Nexmark } from "./l1_nexmark.ts";
import { l1Queries } from "./l1_queries.ts";
import { l1Windows } from "./l1_windows.ts";
import { l2Consume } from "./l2_consume.ts";
import { l3Copy } from "./l3_copy.ts";
import { largeState } from "./large_state.ts";
import { latency } from "./latency.ts";
import { liveView } from "./live_view.ts";
import { memory } from "./memory.ts";
import { protobufBench } from "./protobuf.ts";
import { saveResults, tableOf } from "./results.ts";
import { snapshots } from "./snapshots.ts";
import { start } from "./start.ts";
import { typing } from "./typing.ts";
import { ratioVerdict, type Verdict } from "./verdict.ts";

interface Mode {
  /** Fewer records and rounds: shows that everything runs, and is no measurement. */
  readonly quick: boolean;
}

const QUICK = { rounds: 3, warmups: 1 };

/** In the order of the table. */
const BENCHMARKS: Readonly<Record<string, (mode: Mode) => Promise<Verdict[]>>> = {
  async queries({ quick }) {
    const tables = await l1Queries(quick ? QUICK : {});
    return tables.map((table) => ratioVerdict(table, 1, 4));
  },
  async windows({ quick }) {
    const tables = await l1Windows(quick ? QUICK : {});
    return tables.map((table) => ratioVerdict(table, 1, 5));
  },
  async nexmark({ quick }) {
    const tables = await l1Nexmark(quick ? QUICK : {});
    return tables.map((table) => ratioVerdict(table, 1, 5));
  },
  async json({ quick }) {
    const tables = await l1Json(quick ? QUICK : {});
    return tables.flatMap((table) =>
      table.rows.slice(1).map((row, i) => ratioVerdict(table, i + 1, undefined, `${table.title}: ${row.name}`))
    );
  },
  async avro({ quick }) {
    const tables = await l1Avro(quick ? QUICK : {});
    const targets = [[5, 5], [5, 5], [3], [2]];
    return tables.flatMap((table, t) =>
      table.rows.slice(1).map((row, i) => ratioVerdict(table, i + 1, targets[t]?.[i], `${table.title}: ${row.name}`))
    );
  },
  async avroOut({ quick }) {
    const tables = await avroOut(quick ? QUICK : {});
    return tables.map((table) => ratioVerdict(table, 2, 2));
  },
  async framed({ quick }) {
    const options = quick ? QUICK : {};
    const tables = [...await framedJson(options), ...await framedAvro(options)];
    return tables.map((table) => ratioVerdict(table, 1, 0.95));
  },
  async protobuf({ quick }) {
    const tables = await protobufBench(quick ? QUICK : {});
    return tables.map((table) => ratioVerdict(table, 1, 1));
  },
  async consume({ quick }) {
    const tables = await l2Consume(quick ? { ...QUICK, records: 200_000 } : {});
    return tables.flatMap((table) => {
      const [base] = table.rows;
      if (base?.name.startsWith("kcat")) return [ratioVerdict(table, 1, 1)];
      return [ratioVerdict(table, 1, 4, `${table.title}, CRC`), ratioVerdict(table, 2, 6, `${table.title}, no CRC`)];
    });
  },
  async copy({ quick }) {
    const tables = await l3Copy(quick ? { ...QUICK, records: 50_000 } : {});
    return tables.map((table) => ratioVerdict(table, 1, 10));
  },
  async exactly({ quick }) {
    const tables = await exactlyOnce(quick ? { ...QUICK, records: 200_000 } : {});
    return tables.map((table) => ratioVerdict(table, 1, 0.85));
  },
  state: largeState,
  aggregates,
  snapshots,
  async joins({ quick }) {
    const table = await joins(quick ? { ...QUICK, records: 100_000 } : {});
    return table.rows.slice(1).map((row, i) => ratioVerdict(table, i + 1, 1, `${table.title}: ${row.name}`));
  },
  latency,
  start,
  typing,
  keys,
  live: liveView,
  memory,
};

/** What it ran on: no names of machines. */
async function circumstances(): Promise<string> {
  const processor = /^model name\s*:\s*(.+)$/m.exec(await Deno.readTextFile("/proc/cpuinfo"))?.[1] ??
    "unknown processor";
  const gigabytes = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const { deno, v8 } = Deno.version;
  const load = Deno.loadavg()[0]?.toFixed(1);
  return [
    `${navigator.hardwareConcurrency} cores (${processor}), ${gigabytes} GB, ${Deno.build.os} ${Deno.build.arch}`,
    `Deno ${deno}, V8 ${v8}, ${new Date().toISOString().slice(0, 10)}, load at the end ${load}`,
  ].join("; ");
}

async function main(args: string[]): Promise<number> {
  const { quick: isQuick, _: named } = parseArgs(args, { boolean: ["quick"] });
  const quick = isQuick === true;
  const names = named.map(String);
  const unknown = names.find((name) => !(name in BENCHMARKS));
  const say = (text: string) => Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
  if (unknown !== undefined) {
    await say(`Unknown benchmark "${unknown}"; there are ${Object.keys(BENCHMARKS).join(", ")}`);
    return 2;
  }
  const measured = new Map<string, Verdict[]>();
  const failed: string[] = [];
  for (const [name, run] of Object.entries(BENCHMARKS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    await say(`… ${name}`);
    try {
      const found = await run({ quick });
      await say(tableOf(found));
      measured.set(name, found);
    } catch (error) { // the others' hours are not to be lost
      await say(error instanceof Error ? error.stack ?? error.message : String(error));
      failed.push(name);
    }
  }
  const ran = await circumstances();
  await say(`\n${ran}${quick ? "; quick: not a measurement" : ""}`);
  if (!quick) await saveResults(measured, Object.keys(BENCHMARKS), ran);
  if (failed.length > 0) await say(`Failed: ${failed.join(", ")}`);
  return failed.length > 0 || [...measured.values()].flat().some(({ ok }) => ok === false) ? 1 : 0;
}

if (import.meta.main) {
  Deno.env.set("KAFKAJS_NO_PARTITIONER_WARNING", "1");
  Deno.exit(await main(Deno.args)); // kafkajs leaves timers behind
}
