/** The checkpoints of one pipeline: written whole or as changes, confirmed when they count, found again after any crash. */
import { ConnectorError } from "../../schema/errors.ts";
import { damaged, unsealed } from "../state/sealed_file.ts";
import { Snapshot } from "../state/snapshot.ts";
import { readChanges, type SnapshotChanges, withChanges } from "../state/snapshot_changes.ts";
import { Turn } from "../turn.ts";
import { crashPoint } from "./crash_point.ts";
import { decodeManifest, encodeManifest, type Manifest } from "./manifest.ts";
import { SnapshotChain } from "./snapshot_chain.ts";
import {
  chainOf,
  type CheckpointName,
  fileNameOf,
  isSame,
  type SnapshotFile,
  snapshotsAmong,
  superseded,
} from "./snapshot_files.ts";
import { StateFolder } from "./state_folder.ts";

export type { CheckpointName } from "./snapshot_files.ts";

const MANIFEST = "MANIFEST";

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
  readonly #chain: SnapshotChain;
  #manifest: Manifest | undefined;

  private constructor(folder: StateFolder, chain: SnapshotChain, manifest: Manifest | undefined) {
    this.#folder = folder;
    this.#chain = chain;
    this.#manifest = manifest;
  }

  /**
   * `chainFrom`: state of so many bytes is not written whole each time. Throws a `ConnectorError` when another process has the folder
   * (`locked`), or its note cannot be read (`snapshot`).
   */
  static async open(path: string, chainFrom?: number): Promise<CheckpointStore> {
    const folder = await StateFolder.open(path);
    try {
      return new CheckpointStore(folder, new SnapshotChain(chainFrom), await readManifest(folder));
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
  async snapshots(): Promise<readonly SnapshotFile[]> {
    return snapshotsAmong(await this.#folder.list());
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

  /** Throws a `ConnectorError` when the snapshot is missing or damaged, or what it builds on. */
  async load(name: CheckpointName): Promise<Snapshot> {
    this.#chain.break();
    const files = await this.snapshots();
    const file = files.find((one) => isSame(one, name)) ?? { ...name, base: undefined };
    const changes: SnapshotChanges[] = [];
    let checksum: number | undefined;
    for (const link of chainOf(file, files)) {
      const content = unsealed(await this.#read(link), fileNameOf(link));
      if (checksum !== undefined && content.checksum !== checksum) {
        throw damaged(fileNameOf(file), `${fileNameOf(link)} is not the one that it builds on`);
      }
      if (link.base === undefined) {
        return changes.reduceRight((state, one) => withChanges(state, one), Snapshot.read(content));
      }
      const read = readChanges(content);
      changes.push(read);
      checksum = read.base;
    }
    throw damaged(fileNameOf(file), "what it builds on is missing");
  }

  async #read(file: SnapshotFile): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#folder.read(fileNameOf(file));
    if (bytes !== undefined) return bytes;
    throw new ConnectorError(`The snapshot ${fileNameOf(file)} is missing`, { code: "snapshot" });
  }

  /**
   * The snapshot is on disk when this resolves; it does not count before {@link confirm}. The number of bytes. The state must
   * stay as it is until the next one was written.
   */
  async write(name: CheckpointName, state: Snapshot): Promise<number> {
    await state.settle(new Turn());
    const { base, pieces } = await this.#chain.next(name, state, this.#manifest);
    for (const stale of await this.snapshots()) if (isSame(stale, name)) await this.#folder.remove(fileNameOf(stale));
    const bytes = await this.#folder.write(fileNameOf({ ...name, base }), pieces, "snapshot-written");
    crashPoint("snapshot-named");
    return bytes;
  }

  /** From now on the checkpoint counts; older ones but a few are removed. */
  async confirm(name: CheckpointName, takenAt: number): Promise<void> {
    await this.#note({ ...name, takenAt, finished: false });
    for (const old of superseded(name, await this.snapshots())) await this.#folder.remove(fileNameOf(old));
  }

  /** A bounded pipeline is through. */
  async finish(at: number): Promise<void> {
    this.#chain.break();
    await this.#note({ checkpoint: this.#manifest?.checkpoint ?? 0, snapshot: "", takenAt: at, finished: true });
    for (const name of await this.snapshots()) await this.#folder.remove(fileNameOf(name));
  }

  /** Forgets everything: `--reset-state`. */
  async reset(): Promise<void> {
    this.#chain.break();
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
function wasConfirmed(name: CheckpointName, manifest: Manifest): boolean {
  return name.checkpoint < manifest.checkpoint || isSame(name, manifest);
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
