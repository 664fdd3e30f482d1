/** A script that is left running, as a process: killed, stopped, started again, and watched by its metrics. */
import { programArgs, Running } from "../program.ts";
import { type Load, type PipelineName, scriptOf } from "./load.ts";

export interface Sample {
  /** Bytes. */
  readonly memory: number;
  /** Records that are not read yet; undefined: not known. */
  readonly lag: number | undefined;
}

export class SoakedPipeline implements AsyncDisposable {
  readonly name: PipelineName;
  readonly folder: string;
  readonly #metrics: string;
  #running: Running;

  private constructor(name: PipelineName, folder: string, metrics: string) {
    this.name = name;
    this.folder = folder;
    this.#metrics = metrics;
    this.#running = this.#start();
  }

  static async start(name: PipelineName, load: Load, port: number): Promise<SoakedPipeline> {
    const folder = await Deno.makeTempDir({ prefix: `sluice-soak-${name}-` });
    await Deno.writeTextFile(`${folder}/job.sql`, scriptOf(name, load));
    return new SoakedPipeline(name, folder, `127.0.0.1:${port}`);
  }

  #start(): Running {
    return new Running(programArgs(["--metrics", this.#metrics, "job.sql"]), { cwd: this.folder });
  }

  signal(signal: Deno.Signal): void {
    this.#running.kill(signal);
  }

  /** `kill -9`, and a new process on the same state. */
  async restart(): Promise<void> {
    this.#running.kill("SIGKILL");
    await this.#running.ended();
    this.#running = this.#start();
  }

  /** Undefined while the process does not answer. */
  async sample(): Promise<Sample | undefined> {
    try {
      const answer = await fetch(`http://${this.#metrics}/metrics`, { signal: AbortSignal.timeout(2_000) });
      const text = await answer.text();
      const lags = [...text.matchAll(/^sluice_lag_records\{.*\} (\d+)/gm)].map(([, lag]) => Number(lag));
      return {
        memory: Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1]),
        lag: lags.length === 0 ? undefined : lags.reduce((sum, lag) => sum + lag, 0),
      };
    } catch {
      return undefined;
    }
  }

  /** Resolves when the pipeline is through; throws when it ended otherwise. */
  async through(): Promise<void> {
    const { code, stderr } = await this.#running.ended();
    if (code !== 0) throw new Error(`${this.name} ended with ${code}\n${stderr.slice(-2000)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}
