/** The folder in which a pipeline keeps its checkpoints: one process at a time, files that are whole or not there. */
import { ConnectorError } from "../../schema/errors.ts";
import { crashPoint, type CrashStep } from "./crash_point.ts";

const LOCK = "LOCK";
const TEMPORARY = ".tmp";

export class StateFolder implements AsyncDisposable {
  readonly path: string;
  readonly #lock: Deno.FsFile;

  private constructor(path: string, lock: Deno.FsFile) {
    this.path = path;
    this.#lock = lock;
  }

  /**
   * Makes the folder (mode 0700) if it is not there and locks it until it is disposed of or the process ends. Throws a
   * `ConnectorError` with code `locked` while another process has it.
   */
  static async open(path: string): Promise<StateFolder> {
    try {
      await Deno.mkdir(path, { recursive: true, mode: 0o700 });
      const lock = await Deno.open(`${path}/${LOCK}`, { write: true, create: true, mode: 0o600 });
      if (await lock.tryLock(true)) {
        const folder = new StateFolder(path, lock);
        await folder.#tidy();
        return folder;
      }
      lock.close();
    } catch (error) {
      throw diskError(`Cannot use the state folder ${path}`, error);
    }
    throw new ConnectorError(`Another process runs the pipeline whose state is in ${path}`, {
      code: "locked",
      hint: "Stop it first, or give this one another name with SET pipeline_name.",
    });
  }

  /** What a process that died left half-written. */
  async #tidy(): Promise<void> {
    for (const name of await this.list()) {
      if (name.endsWith(TEMPORARY)) await Deno.remove(`${this.path}/${name}`);
    }
  }

  async list(): Promise<readonly string[]> {
    const names: string[] = [];
    try {
      for await (const { name, isFile } of Deno.readDir(this.path)) if (isFile && name !== LOCK) names.push(name);
    } catch (error) {
      throw diskError(`Cannot read ${this.path}`, error);
    }
    return names.sort();
  }

  /** Undefined: there is no such file. */
  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      return await Deno.readFile(`${this.path}/${name}`);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw diskError(`Cannot read ${this.path}/${name}`, error);
    }
  }

  /**
   * When this resolves the file is on disk, whole, under its name (mode 0600). Others have their turn between two pieces. `written`:
   * before it has that name. The number of bytes.
   */
  async write(name: string, pieces: Iterable<Uint8Array>, written: CrashStep): Promise<number> {
    const path = `${this.path}/${name}`;
    let length = 0;
    try {
      const file = await Deno.open(path + TEMPORARY, { write: true, create: true, truncate: true, mode: 0o600 });
      try {
        for (const piece of pieces) {
          for (let at = 0; at < piece.length;) at += await file.write(piece.subarray(at));
          length += piece.length;
        }
        crashPoint(written);
        await file.sync();
      } finally {
        file.close();
      }
      await Deno.rename(path + TEMPORARY, path);
      await this.#syncNames();
      return length;
    } catch (error) {
      throw diskError(`Cannot write ${path}`, error);
    }
  }

  async remove(name: string): Promise<void> {
    try {
      await Deno.remove(`${this.path}/${name}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw diskError(`Cannot remove ${this.path}/${name}`, error);
    }
  }

  /** A renamed file has its name for good only when the folder is on disk too. */
  async #syncNames(): Promise<void> {
    const folder = await Deno.open(this.path);
    try {
      await folder.sync();
    } finally {
      folder.close();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#lock.close();
    return Promise.resolve();
  }
}

function diskError(what: string, cause: unknown): ConnectorError {
  if (cause instanceof ConnectorError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ConnectorError(`${what}: ${reason}`, {
    code: "disk",
    cause,
    hint: "Free some space or make the folder writable, or use another one with --dir.",
  });
}
