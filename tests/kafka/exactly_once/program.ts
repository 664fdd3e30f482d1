/**
 * A process that runs the test pipeline, and kills itself where `CRASH=step:nth` says. Its snapshots are files, as the
 * engine's will be. Ends with 0 at the end of the input, with 3 when another process has taken over, else with 1.
 */
import { KafkaCluster } from "../../../connectors/kafka/cluster.ts";
import {
  runPipeline,
  type Snapshots,
  type State,
  watchRequests,
} from "../../../connectors/kafka/transactions/test_pipeline.ts";
import { outcomeOf } from "../../../connectors/kafka/transactions/transaction_error.ts";

/** What the process is told, as JSON in the variable `PROGRAM`. */
export interface ProgramOptions {
  readonly bootstrap: string;
  readonly pipeline: string;
  readonly topics: readonly [string, string];
  readonly total: number;
  readonly perCheckpoint: number;
  /** Folder of the snapshots. */
  readonly folder: string;
  readonly host: string;
  /** Waits for this file before checkpoint 2 is committed, and says so on standard output. */
  readonly waitFor?: string;
  readonly timeoutMs?: number;
}

const [crashStep, crashNth = "1"] = (Deno.env.get("CRASH") ?? "").split(":");
let passed = 0;

function reach(step: string): void {
  if (step === crashStep && ++passed >= Number(crashNth)) Deno.kill(Deno.pid, "SIGKILL");
}

class FileSnapshots implements Snapshots {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  has(id: string): boolean {
    return [...Deno.readDirSync(this.#folder)].some(({ name }) => name === id);
  }

  load(id: string): State {
    return JSON.parse(Deno.readTextFileSync(`${this.#folder}/${id}`));
  }

  async save(id: string, state: State): Promise<void> {
    const path = `${this.#folder}/${id}`;
    using file = await Deno.create(`${path}.tmp`);
    await file.write(new TextEncoder().encode(JSON.stringify(state)));
    await file.sync();
    reach("snapshot-written");
    await Deno.rename(`${path}.tmp`, path);
    using folder = await Deno.open(this.#folder);
    await folder.sync();
  }

  prune(number: number): void {
    reach("before-prune");
    for (const { name } of Deno.readDirSync(this.#folder)) {
      if (Number(name.split("-")[1]) < number) Deno.removeSync(`${this.#folder}/${name}`);
    }
    reach("pruned");
  }
}

async function main({ bootstrap, folder, waitFor, ...options }: ProgramOptions): Promise<number> {
  await using cluster = await KafkaCluster.connect({ bootstrap: bootstrap.split(",") });
  watchRequests(cluster, ({ api, when }) => reach(`${when}-${api.name}`));
  let commits = 0;
  try {
    const { resumed } = await runPipeline(cluster, {
      ...options,
      snapshots: new FileSnapshots(folder),
      async step(step) {
        reach(step);
        if (waitFor === undefined || step !== "snapshot" || ++commits !== 2) return;
        print("waiting");
        while (!await exists(waitFor)) await new Promise((resolve) => setTimeout(resolve, 10));
      },
    });
    print(`resumed ${resumed.join(" ")}`);
    return 0;
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    return outcomeOf(error) === "taken_over" ? 3 : 1;
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

Deno.exit(await main(JSON.parse(Deno.env.get("PROGRAM") ?? "{}")));
