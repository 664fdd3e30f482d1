/** What is kept of a run that is killed: a whole snapshot, and what has changed since, as the files that they would be. */
import type { Pipeline } from "../../engine/pipeline.ts";
import { checksumOf, together, unsealed } from "../../engine/state/sealed_file.ts";
import { Snapshot } from "../../engine/state/snapshot.ts";
import { changesBetween, changesFile, readChanges, withChanges } from "../../engine/state/snapshot_changes.ts";
import { SnapshotMemory } from "../../engine/state/snapshot_memory.ts";
import { Turn } from "../../engine/turn.ts";

export class CaseCheckpoints {
  readonly #memory = new SnapshotMemory();
  #last: Snapshot | undefined;
  /** The first is whole. */
  readonly #files: Uint8Array[] = [];
  #taking = Promise.resolve();

  /** One after the other. */
  take(pipeline: Pipeline): Promise<void> {
    return this.#taking = this.#taking.then(() => this.#take(pipeline));
  }

  async #take(pipeline: Pipeline): Promise<void> {
    const turn = new Turn();
    const state = await pipeline.checkpoint(() => {}, this.#memory);
    await state.settle(turn);
    const [last, file] = [this.#last, this.#files.at(-1)];
    const changes = last && await changesBetween(last, state, Infinity, turn);
    const isFirst = file === undefined || changes === undefined;
    this.#files.push(isFirst ? state.encode() : together([...changesFile(changes, checksumOf(file))]));
    this.#memory.release();
    this.#last = state;
  }

  /** What was taken last; undefined: nothing was. */
  get state(): Snapshot | undefined {
    const [whole, ...changes] = this.#files;
    if (whole === undefined) return undefined;
    return changes.reduce((state, file) => withChanges(state, readChanges(unsealed(file))), Snapshot.decode(whole));
  }
}
