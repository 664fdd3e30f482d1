/** The checkpoints of one pipeline: written whole, confirmed when they count, found again after any crash. */
import { ConnectorError } from "../../schema/errors.ts";
import { Snapshot } from "../state/snapshot.ts";
import { Turn } from "../turn.ts";
import { crashPoint } from "./crash_point.ts";
import { decodeManifest, encodeManifest, type Manifest } from "./manifest.ts";
import { StateFolder } from "./state_folder.ts";

const MANIFEST = "MANIFEST";
/** Number, then what tells it from others of the same number. */
const SNAPSHOT = /^snap-(\d+)(?:-([0-9A-Za-z_-]+))?\.sls$/;
/** Confirmed checkpoints that are kept, the newest included. */
const KEPT = 3;

/** A checkpoint as its two names: its number and the id of its snapshot. */
export interface CheckpointName {
  readonly checkpoint: number;
  readonly snapshot: string;
}

export interface Recovered extends CheckpointName {
  readonly state: Snapshot;
}

/** What a folder says when it is opened. */
export type Recovery =
  /** Nothing was ever confirmed, or the pipeline ran to its end. */
  | { readonly kind: "fresh"; readonly finished: boolean }
  /** The newest confirmed checkpoint that is whole; `damaged` are newer ones that are not. */
  | { readonly kind: "checkpoint"; readonly recovered: Recovered; readonly damaged: readonly string[] };

export class CheckpointStore implements AsyncDisposable {
  readonly #folder: StateFolder;
  #manifest: Manifest | undefined;

  private constructor(folder: StateFolder, manifest: Manifest | undefined) {
    this.#folder = folder;
    this.#manifest = manifest;
  }

  /** Throws a `ConnectorError` when another process has the folder (`locked`), or its note cannot be read (`snapshot`). */
  static async open(path: string): Promise<CheckpointStore> {
    const folder = await StateFolder.open(path);
    try {
      return new CheckpointStore(folder, await readManifest(folder));
    } catch (error) {
      await folder[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The newest checkpoint that counts, by the folder's own note. */
  get confirmed(): Manifest | undefined {
    return this.#manifest;
  }

  /** Snapshots that are on disk, the newest first. */
  async snapshots(): Promise<readonly CheckpointName[]> {
    return (await this.#folder.list()).flatMap((name) => {
      const [, number, snapshot = ""] = SNAPSHOT.exec(name) ?? [];
      return number === undefined ? [] : [{ checkpoint: Number(number), snapshot }];
    }).sort((a, b) => b.checkpoint - a.checkpoint);
  }

  /**
   * Where to go on, for pipelines whose outputs decide nothing: the newest confirmed checkpoint, or an older one if its file is
   * damaged. Throws a `ConnectorError` when something was confirmed and nothing whole is left.
   */
  async recover(): Promise<Recovery> {
    const manifest = this.#manifest;
    if (manifest === undefined || manifest.finished) return { kind: "fresh", finished: manifest?.finished ?? false };
    const damaged: string[] = [];
    for (const name of await this.snapshots()) {
      if (!wasConfirmed(name, manifest)) continue;
      const state = await this.load(name).catch((error) => {
        if (!(error instanceof ConnectorError)) throw error;
        damaged.push(`checkpoint ${name.checkpoint}: ${error.message}`);
        return undefined;
      });
      if (state !== undefined) return { kind: "checkpoint", recovered: { ...name, state }, damaged };
    }
    throw new ConnectorError(
      `Checkpoint ${manifest.checkpoint} of ${this.#folder.path} cannot be read, and no earlier one`,
      {
        code: "snapshot",
        notes: damaged,
        hint: "Restore the folder from a copy, or start afresh with --reset-state.",
      },
    );
  }

  /** Of a checkpoint that counted; undefined: it is not there any more, or damaged. */
  async confirmedState(checkpoint: number): Promise<Snapshot | undefined> {
    const manifest = this.#manifest;
    const name = (await this.snapshots()).find((one) =>
      one.checkpoint === checkpoint && manifest !== undefined && wasConfirmed(one, manifest)
    );
    return name && await this.load(name).catch((error) => {
      if (!(error instanceof ConnectorError)) throw error;
      return undefined;
    });
  }

  /** Throws a `ConnectorError` when the snapshot is missing or damaged. */
  async load(name: CheckpointName): Promise<Snapshot> {
    const bytes = await this.#folder.read(fileName(name));
    if (bytes !== undefined) return Snapshot.decode(bytes);
    throw new ConnectorError(`The snapshot ${fileName(name)} is missing`, { code: "snapshot" });
  }

  /** The snapshot is on disk when this resolves; it does not count before {@link confirm}. The number of bytes. */
  async write(name: CheckpointName, state: Snapshot): Promise<number> {
    await state.settle(new Turn());
    const bytes = await this.#folder.write(fileName(name), state.pieces(), "snapshot-written");
    crashPoint("snapshot-named");
    return bytes;
  }

  /** From now on the checkpoint counts; older ones but a few are removed. */
  async confirm(name: CheckpointName, takenAt: number): Promise<void> {
    await this.#note({ ...name, takenAt, finished: false });
    const older = (await this.snapshots()).filter(({ checkpoint }) => checkpoint <= name.checkpoint);
    for (const old of older.slice(KEPT)) await this.#folder.remove(fileName(old));
  }

  /** A bounded pipeline is through. */
  async finish(at: number): Promise<void> {
    await this.#note({ checkpoint: this.#manifest?.checkpoint ?? 0, snapshot: "", takenAt: at, finished: true });
    for (const name of await this.snapshots()) await this.#folder.remove(fileName(name));
  }

  /** Forgets everything: `--reset-state`. */
  async reset(): Promise<void> {
    for (const name of await this.#folder.list()) await this.#folder.remove(name);
    this.#manifest = undefined;
  }

  async #note(manifest: Manifest): Promise<void> {
    await this.#folder.write(MANIFEST, [encodeManifest(manifest)], "note-written");
    this.#manifest = manifest;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#folder[Symbol.asyncDispose]();
  }
}

/** False: written, and never confirmed. */
function wasConfirmed({ checkpoint, snapshot }: CheckpointName, manifest: Manifest): boolean {
  return checkpoint < manifest.checkpoint ||
    (checkpoint === manifest.checkpoint && snapshot === manifest.snapshot);
}

function fileName({ checkpoint, snapshot }: CheckpointName): string {
  return `snap-${checkpoint}${snapshot === "" ? "" : `-${snapshot}`}.sls`;
}

async function readManifest(folder: StateFolder): Promise<Manifest | undefined> {
  const bytes = await folder.read(MANIFEST);
  if (bytes === undefined) return undefined;
  const manifest = decodeManifest(bytes);
  if (manifest !== undefined) return manifest;
  throw new ConnectorError(`The note ${folder.path}/${MANIFEST} is damaged: it does not say which checkpoint counts`, {
    code: "snapshot",
    hint: "Restore the folder from a copy, or start afresh with --reset-state.",
  });
}
