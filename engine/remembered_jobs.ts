/** Jobs of the shell that outlive it: a note of each beside the folder of its checkpoints, until it has come to its end. */
import { crc32 } from "node:zlib";
import { ConnectorError } from "../schema/errors.ts";
import { maskSecrets } from "../sql/secrets.ts";
import { stateFolderOf } from "./checkpoints/keeper_of.ts";
import { CheckpointStore } from "./checkpoints/checkpoint_store.ts";
import type { Manifest } from "./checkpoints/manifest.ts";
import type { SettingValues } from "./settings.ts";

export interface RememberedJob {
  /** Name of the pipeline: its state is found by it. */
  readonly pipeline: string;
  /** The name was given by `SET pipeline_name`: the state stays when the job is forgotten. */
  readonly named: boolean;
  /** One INSERT or statement set, secrets masked. */
  readonly statement: string;
  /** A secret was masked in {@link statement}: it means something else now. */
  readonly masked: boolean;
  /** What held when it was started. */
  readonly settings: SettingValues;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** By kind and name: a checksum of the statement that makes it, without its secrets. */
  readonly definitions: Readonly<Record<string, number>>;
}

/** A job that no process runs any more. */
export interface LeftJob extends RememberedJob {
  /** The last one that counts; undefined: there is none, it begins afresh. */
  readonly checkpoint:
    | { readonly number: number; /** Milliseconds since the epoch. */ readonly at: number }
    | undefined;
}

const VERSION = "sluice-job-1";
const SUFFIX = ".job";

export class RememberedJobs {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /**
   * A name that no pipeline has had, for what it may have left in a cluster belongs to that one; it is taken at once.
   * `sink` makes it one that people recognize.
   */
  async freshName(sink: string, now: number): Promise<string> {
    for (let stamp = now;; stamp++) {
      const name = `shell_${sink}_${stamp.toString(36)}`;
      try {
        await Deno.mkdir(`${this.#dir}/jobs`, { recursive: true, mode: 0o700 });
        (await Deno.open(this.#noteOf(name), { write: true, createNew: true, mode: 0o600 })).close();
        return name;
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw diskError(error);
      }
    }
  }

  /** From now on the job is found again, also after the process was killed. */
  async remember(job: RememberedJob): Promise<void> {
    const path = this.#noteOf(job.pipeline);
    const next = `${path}.tmp`;
    try {
      await Deno.mkdir(`${this.#dir}/jobs`, { recursive: true, mode: 0o700 });
      await Deno.writeTextFile(next, `${JSON.stringify({ version: VERSION, ...job })}\n`, { mode: 0o600 });
      await Deno.rename(next, path);
    } catch (error) {
      throw diskError(error);
    }
  }

  /** What is known of the pipeline of this name. */
  async known(pipeline: string): Promise<"nothing" | "left" | "running"> {
    if (await this.#stateOf(pipeline) === "running") return "running";
    return await exists(this.#noteOf(pipeline)) ? "left" : "nothing";
  }

  /** Those that ran when their shell ended or was killed, the oldest first; not those that another process runs. */
  async left(): Promise<readonly LeftJob[]> {
    const found: LeftJob[] = [];
    for (const name of await notesIn(`${this.#dir}/jobs`)) {
      const job = jobOf(await Deno.readTextFile(`${this.#dir}/jobs/${name}`));
      const state = job && await this.#stateOf(job.pipeline);
      if (job === undefined || state === "running") continue;
      // Killed between its end and its being forgotten: there is nothing to go on with.
      if (state?.finished && state.takenAt >= job.startedAt) await this.forget(job);
      else found.push({ ...job, checkpoint: state && { number: state.checkpoint, at: state.takenAt } });
    }
    return found.sort((a, b) => a.startedAt - b.startedAt);
  }

  /** The note of its checkpoints; undefined: there is none, or it cannot be read, which is the job's error when it is started. */
  async #stateOf(pipeline: string): Promise<Manifest | undefined | "running"> {
    const folder = stateFolderOf(this.#dir, pipeline);
    if (!await exists(folder)) return undefined;
    try {
      await using store = await CheckpointStore.open(folder);
      return store.confirmed;
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      return error.diagnostic.code === "locked" ? "running" : undefined;
    }
  }

  /** It is not offered again; its state goes with it unless its name is the person's own. */
  async forget({ pipeline, named }: RememberedJob): Promise<void> {
    await removeIfThere(this.#noteOf(pipeline));
    if (!named) await removeIfThere(stateFolderOf(this.#dir, pipeline));
  }

  #noteOf(pipeline: string): string {
    return `${stateFolderOf(this.#dir, pipeline)}${SUFFIX}`;
  }
}

/** What a {@link RememberedJob} keeps of definitions. */
export function checksumsOf(definitions: ReadonlyMap<string, string>): Record<string, number> {
  return Object.fromEntries([...definitions].map(([name, sql]) => [name, crc32(maskSecrets(sql))]));
}

/** Those of a job that are not there any more or not what they were, by kind and name. */
export function changedDefinitions(
  job: RememberedJob,
  now: ReadonlyMap<string, string>,
): { readonly gone: readonly string[]; readonly changed: readonly string[] } {
  const present = checksumsOf(now);
  const names = Object.keys(job.definitions);
  return {
    gone: names.filter((name) => present[name] === undefined),
    changed: names.filter((name) => present[name] !== undefined && present[name] !== job.definitions[name]),
  };
}

async function notesIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) if (isFile && name.endsWith(SUFFIX)) names.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) throw diskError(error);
  }
  return names;
}

/** Undefined: a name that was taken and never used, or a note of another version. */
function jobOf(text: string): RememberedJob | undefined {
  try {
    const { version, ...job } = JSON.parse(text);
    return version === VERSION ? job : undefined;
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch {
    return false;
  }
}

/** A second time where something came into the folder meanwhile: a checkpoint that was being written. */
async function removeIfThere(path: string, tries = 2): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    if (tries === 1) throw diskError(error);
    await removeIfThere(path, tries - 1);
  }
}

function diskError(cause: unknown): ConnectorError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ConnectorError(`Cannot keep a note of the shell's jobs: ${reason}`, {
    code: "disk",
    cause,
    hint: "Free some space or make the folder writable, or use another one with --dir.",
  });
}
