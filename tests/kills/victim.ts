/** The script of a scenario as a process that is killed, again and again. */
import assert from "node:assert/strict";
import { type Ended, programArgs, Running, temporaryFolder } from "../program.ts";
import { type ScenarioOptions, scriptOf } from "./scenario.ts";

/** Where a process ends: at the nth time that it reaches a step, or from outside, so many milliseconds after it has begun to write. */
export type Kill =
  | { readonly step: string; readonly nth: number }
  | { readonly step: "outside"; readonly after: number };

/** How often each step has struck. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(step: string): void {
    this.#counts.set(step, (this.#counts.get(step) ?? 0) + 1);
  }

  get total(): number {
    return this.#counts.values().reduce((sum, count) => sum + count, 0);
  }

  of(step: string): number {
    return this.#counts.get(step) ?? 0;
  }

  toString(): string {
    return [...this.#counts].map(([step, count]) => `${step} ${count}`).join(", ");
  }
}

/** A folder with the script and the state of its pipeline. */
export class Victim implements AsyncDisposable {
  readonly folder: string;
  readonly #scenario: ScenarioOptions;
  readonly #remove: () => PromiseLike<void>;

  private constructor(folder: string, scenario: ScenarioOptions, remove: () => PromiseLike<void>) {
    this.folder = folder;
    this.#scenario = scenario;
    this.#remove = remove;
  }

  static async of(scenario: ScenarioOptions): Promise<Victim> {
    const { path, [Symbol.asyncDispose]: remove } = await temporaryFolder();
    await Deno.writeTextFile(`${path}/job.sql`, scriptOf(scenario));
    return new Victim(path, scenario, remove);
  }

  /** Another folder with what is in this one now, or with the script alone; the process that uses it must stand still. */
  async copy(what: "all" | "script"): Promise<Victim> {
    const { path, [Symbol.asyncDispose]: remove } = await temporaryFolder();
    const from = what === "all" ? `${this.folder}/.` : `${this.folder}/job.sql`;
    const { success } = await new Deno.Command("cp", { args: ["-r", from, path] }).output();
    assert.ok(success, `${from} cannot be copied`);
    return new Victim(path, this.#scenario, remove);
  }

  get name(): string {
    return this.#scenario.name;
  }

  start(crash?: string): Running {
    // -A: a process that kills itself needs the permission to run programs.
    const env = { ...(crash !== undefined && { CRASH: crash }), ...(this.#scenario.inChains && { CHAIN_FROM: "0" }) };
    return new Running(programArgs(["job.sql"], ["-A"]), { cwd: this.folder, env });
  }

  /** Number of the last checkpoint that the folder's note knows; 0: none. */
  get checkpoint(): number {
    return this.#note?.checkpoint ?? 0;
  }

  /** The folder's note says that the pipeline came to its end. */
  get isThrough(): boolean {
    return this.#note?.finished ?? false;
  }

  /** The last checkpoint that counts builds on another one. */
  get isInChain(): boolean {
    const files = [...Deno.readDirSync(this.#state)].map(({ name }) => name);
    return files.some((name) => name.startsWith(`snap-${this.checkpoint}-`) && name.includes(".on-"));
  }

  get #state(): string {
    return `${this.folder}/.sluice/jobs/${this.name}`;
  }

  get #note(): { checkpoint: number; finished: boolean } | undefined {
    try {
      return JSON.parse(Deno.readTextFileSync(`${this.#state}/MANIFEST`).split("\n")[0] ?? "");
    } catch {
      return undefined;
    }
  }

  /** Runs until it is killed; throws when it ends otherwise. */
  async die(kill: Kill, tally: Tally): Promise<void> {
    const { killed, stderr } = await this.run(kill, tally);
    assert.ok(killed, `${kill.step}: ended by itself\n${stderr}`);
  }

  /** Runs until it is killed, or ends otherwise; throws when neither comes in time. */
  async run(kill: Kill, tally: Tally, millis = 60_000): Promise<{ readonly killed: boolean; readonly stderr: string }> {
    await using running = this.start("after" in kill ? undefined : `${kill.step}:${kill.nth}`);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      running.kill("SIGKILL");
    }, millis);
    try {
      if ("after" in kill) await this.#killFromOutside(running, kill.after, millis);
      const { signal } = await running.status;
      const { stderr } = await running.ended();
      assert.ok(!isLate, `${kill.step} was not reached within ${millis} ms\n${stderr}`);
      const killed = signal === "SIGKILL";
      if (killed) tally.add(kill.step);
      return { killed, stderr };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Does nothing to one that has ended. */
  async #killFromOutside(running: Running, after: number, millis: number): Promise<void> {
    const before = this.checkpoint;
    let hasEnded = false;
    const ended = running.status.then(() => hasEnded = true);
    const runs = running.until(({ stderr }) => /Going on/.test(stderr) || this.checkpoint > before, millis);
    await Promise.race([ended, runs.catch(() => ended)]); // it is killed when the time is over
    await new Promise((resolve) => setTimeout(resolve, after)); // the moment is what is tested
    if (!hasEnded) running.kill("SIGKILL");
  }

  /** Runs to the end of the input. */
  async finish(millis = 120_000): Promise<Ended> {
    await using running = this.start();
    const timer = setTimeout(() => running.kill("SIGTERM"), millis);
    try {
      const ended = await running.ended();
      assert.equal(ended.code, 0, ended.stderr);
      return ended;
    } finally {
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#remove();
  }
}
