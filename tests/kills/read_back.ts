/** What was written, as another client than ours reads it: kcat, or our own where that is not installed. */
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { Fetcher } from "../../connectors/kafka/fetcher.ts";
import { listOffsets } from "../../connectors/kafka/offsets.ts";
import type { Messages } from "./oracle.ts";
import { clusterOf, type Output, type ScenarioOptions } from "./scenario.ts";

export type ReadMode = "read_committed" | "read_uncommitted";

/** `bootstrap` leads to the scenario's first cluster. */
export async function readBack(scenario: ScenarioOptions, bootstrap: string, mode: ReadMode): Promise<Messages> {
  const read = await hasKcat() ? readByKcat : readByFetcher;
  const of = (output: Output) => read(clusterOf(output, scenario, bootstrap), `${scenario.name}-${output}`, mode);
  const [plain, windows, counts, joined] = await Promise.all([of("plain"), of("windows"), of("counts"), of("joined")]);
  return { plain, windows, counts, joined };
}

async function hasKcat(): Promise<boolean> {
  try {
    await new Deno.Command("kcat", { args: ["-V"], stdout: "null", stderr: "null" }).output();
    return true;
  } catch {
    return false;
  }
}

async function readByKcat(bootstrap: string, topic: string, mode: ReadMode): Promise<string[]> {
  const options = ["-X", `isolation.level=${mode}`, "-X", "fetch.wait.max.ms=10"]; // the end is seen at once
  const args = ["-b", bootstrap, ...options, "-C", "-e", "-q", "-t", topic, "-o", "beginning"];
  const { success, stdout, stderr } = await new Deno.Command("kcat", { args }).output();
  if (!success) throw new Error(`kcat cannot read ${topic}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

async function readByFetcher(bootstrap: string, topic: string, mode: ReadMode): Promise<string[]> {
  await using cluster = await KafkaCluster.connect({ bootstrap: bootstrap.split(",") });
  const partitions = (await cluster.topic(topic)).partitions.map(({ partition }) => partition);
  const positions = await listOffsets(cluster, topic, partitions, "earliest");
  const until = await listOffsets(cluster, topic, partitions, "latest");
  const fetcher = new Fetcher(cluster, { topic, positions, until, readCommitted: mode === "read_committed" });
  const texts: string[] = [];
  const decoder = new TextDecoder();
  for await (const event of fetcher.read(AbortSignal.timeout(60_000))) {
    if (event.kind !== "records") continue;
    const { count, data, valueStart, valueEnd } = event.records;
    for (let i = 0; i < count; i++) texts.push(decoder.decode(data.subarray(valueStart[i], valueEnd[i])));
  }
  return texts;
}
