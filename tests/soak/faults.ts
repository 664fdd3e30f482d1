/** What happens to the pipelines and brokers of the soak, one fault a minute. */
import { run } from "../kafka/command.ts";
import type { SoakedPipeline } from "./pipeline.ts";

export interface Stage {
  readonly pipelines: readonly SoakedPipeline[];
  /** The script that kills and starts brokers, and its environment. */
  readonly kafka: string;
  readonly kafkaEnv: Readonly<Record<string, string>>;
}

export interface Fault {
  readonly name: string;
  /** Resolves when everybody may work again. */
  strike(stage: Stage): Promise<void>;
}

/** In turn. */
export const FAULTS: readonly Fault[] = [
  { name: "kill -9 of the windowed pipeline", strike: ({ pipelines }) => restarted(pipelines.slice(0, 1)) },
  { name: "kill -9 of broker 1", strike: (stage) => brokerKilled(1, stage) },
  { name: "kill -9 of the updating pipeline", strike: ({ pipelines }) => restarted(pipelines.slice(1)) },
  { name: "both stopped for 20 s", strike: ({ pipelines }) => stopped(pipelines, 20_000) },
  { name: "kill -9 of broker 2", strike: (stage) => brokerKilled(2, stage) },
  { name: "kill -9 of both pipelines", strike: ({ pipelines }) => restarted(pipelines) },
  {
    name: "both stopped for longer than a transaction may be open, 70 s",
    strike: ({ pipelines }) => stopped(pipelines, 70_000),
  },
  { name: "kill -9 of broker 3", strike: (stage) => brokerKilled(3, stage) },
];

async function restarted(pipelines: readonly SoakedPipeline[]): Promise<void> {
  await Promise.all(pipelines.map((pipeline) => pipeline.restart()));
}

async function stopped(pipelines: readonly SoakedPipeline[], milliseconds: number): Promise<void> {
  for (const pipeline of pipelines) pipeline.signal("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, milliseconds)); // the fault itself
  for (const pipeline of pipelines) pipeline.signal("SIGCONT");
}

async function brokerKilled(broker: number, { kafka, kafkaEnv: env }: Stage): Promise<void> {
  await run(kafka, ["kill", String(broker)], { env });
  await run(kafka, ["start", String(broker)], { env, timeoutMs: 120_000 });
}
