/**
 * `deno task soak [--seconds N]`: two pipelines that write exactly once, a fault every minute, 30 minutes. Needs Java 17, Maven, openssl
 * and kcat. What it finds replaces the section "Soak" of the benchmarks' results when it ran in full.
 */
import { parseArgs } from "@std/cli/parse-args";
import { run } from "../kafka/command.ts";
import { FAULTS, type Stage } from "./faults.ts";
import { judge, type Verdict } from "./judge.ts";
import {
  createTopics,
  type Feeding,
  type Load,
  PARTITIONS,
  type PipelineName,
  PIPELINES,
  startFeeding,
} from "./load.ts";
import { SoakedPipeline } from "./pipeline.ts";
import { broken, CAUGHT_UP_SECONDS, type Findings, sectionOf, type Struck } from "./report.ts";

const KAFKA = new URL("../kafka/real/kafka", import.meta.url).pathname;
const RESULTS = new URL("../bench/RESULTS.md", import.meta.url);
const ROWS_PER_SECOND = 50_000;
const FULL_SECONDS = 1_800;
const PORT = 25_092;
const METRICS_PORT = 25_192;
const SAMPLE_MS = 5_000;
/** Time without faults at the end. */
const QUIET_SECONDS = 90;
const RECOVERY_MS = 300_000;
/** So long it must have caught up. */
const STEADY_MS = 3_000;

async function soak(seconds: number): Promise<Findings> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "sluice-soak-kafka-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const kafkaEnv = { SLUICE_KAFKA_DIR: `${folder}/cluster` };
  stack.defer(async () => {
    await run(KAFKA, ["down"], { env: kafkaEnv });
  });
  await run(KAFKA, ["jars"], { timeoutMs: 300_000 });
  const flags = ["--brokers", "3", "--port", String(PORT)];
  const facts = await run(KAFKA, ["up", ...flags], { env: kafkaEnv, timeoutMs: 120_000 });
  const load: Load = {
    bootstrap: /^KAFKA_BOOTSTRAP=(.*)$/m.exec(facts)?.[1] ?? "",
    rowsPerSecond: ROWS_PER_SECOND,
    seconds,
  };
  await createTopics(load);
  const pipelines: SoakedPipeline[] = [];
  for (const [i, name] of PIPELINES.entries()) {
    pipelines.push(stack.use(await SoakedPipeline.start(name, load, METRICS_PORT + i)));
  }
  const memory = new Map<PipelineName, number[]>(PIPELINES.map((name) => [name, []]));
  const began = performance.now();
  const feeding = startFeeding(load);
  const sampling = setInterval(() => void sample(pipelines, memory, feeding, began), SAMPLE_MS);
  const struck = await strikeEveryMinute({ pipelines, kafka: KAFKA, kafkaEnv }, load, began);
  await feeding.done;
  await Promise.all(pipelines.map((pipeline) => pipeline.through()));
  clearInterval(sampling);
  const took = (performance.now() - began) / 1000;
  const verdicts = new Map<PipelineName, Verdict>();
  for (const name of PIPELINES) verdicts.set(name, await judge(name, load));
  const machine = `${navigator.hardwareConcurrency} cores, ${Math.round(Deno.systemMemoryInfo().total / 2 ** 30)} GiB`;
  return { load, struck, memory, verdicts, seconds: took, machine, date: new Date().toISOString().slice(0, 10) };
}

async function sample(
  pipelines: readonly SoakedPipeline[],
  memory: Map<PipelineName, number[]>,
  feeding: Feeding,
  began: number,
): Promise<void> {
  const samples = await Promise.all(pipelines.map((pipeline) => pipeline.sample()));
  const words = samples.map((one, i) => {
    const name = pipelines[i]?.name ?? "windowed";
    if (one !== undefined) memory.get(name)?.push(one.memory);
    return one === undefined ? `${name} silent` : `${name} ${Math.round(one.memory / 1e6)} MB, lag ${one.lag ?? "?"}`;
  });
  say(`${Math.round((performance.now() - began) / 1000)} s: ${feeding.count} rows; ${words.join("; ")}`);
}

async function strikeEveryMinute(stage: Stage, load: Load, began: number): Promise<Struck[]> {
  const struck: Struck[] = [];
  const elapsed = () => (performance.now() - began) / 1000;
  for (let minute = 1; minute * 60 < load.seconds - QUIET_SECONDS; minute++) {
    const wait = minute * 60 - elapsed();
    if (wait < 0) continue; // the fault before took longer
    await new Promise((resolve) => setTimeout(resolve, 1000 * wait)); // the pace of the faults
    const fault = FAULTS[struck.length % FAULTS.length]!; // there are some
    say(`minute ${minute}: ${fault.name}`);
    await fault.strike(stage);
    const recoverySeconds = await recovery(stage.pipelines, load);
    say(`caught up after ${recoverySeconds ?? "—"} s`);
    struck.push({ name: fault.name, minute, recoverySeconds });
  }
  return struck;
}

/**
 * Seconds until all pipelines answer and are hardly behind. A pipeline that has just woken up still believes in the end that it knew:
 * it must say so for a while.
 */
async function recovery(pipelines: readonly SoakedPipeline[], load: Load): Promise<number | undefined> {
  const from = performance.now();
  let since: number | undefined;
  for (let now = from; now - from < RECOVERY_MS; now = performance.now()) {
    const samples = await Promise.all(pipelines.map((pipeline) => pipeline.sample()));
    const isCaughtUp = samples.every((one) => (one?.lag ?? Infinity) <= CAUGHT_UP_SECONDS * load.rowsPerSecond);
    since = isCaughtUp ? since ?? now : undefined;
    if (since !== undefined && performance.now() - since >= STEADY_MS) return (since - from) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 250)); // between two looks
  }
  return undefined;
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

const { seconds: given } = parseArgs(Deno.args, { string: ["seconds"] });
const seconds = given === undefined ? FULL_SECONDS : Number(given);
if (!(seconds > 0 && seconds % PARTITIONS === 0)) {
  say(`--seconds takes a multiple of ${PARTITIONS}`);
  Deno.exit(2);
}
const findings = await soak(seconds);
const section = sectionOf(findings);
say(section);
if (seconds === FULL_SECONDS) {
  const [results = ""] = (await Deno.readTextFile(RESULTS)).split("\n## Soak\n");
  await Deno.writeTextFile(RESULTS, `${results.trimEnd()}\n\n${section}`);
}
Deno.exit(broken(findings).length === 0 ? 0 : 1);
