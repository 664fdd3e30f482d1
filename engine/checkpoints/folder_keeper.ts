/** Checkpoints of a pipeline whose sinks write at least once: in its state folder. */
import { InternalError } from "../../schema/errors.ts";
import type { Snapshot } from "../state/snapshot.ts";
import { CheckpointStore } from "./checkpoint_store.ts";
import { type Beginning, type CheckpointKeeper, type CheckpointRecord, type Timing, withRecord } from "./keeper.ts";

export interface FolderOptions {
  readonly path: string;
  /** Forget what is there: `--reset-state`. */
  readonly reset: boolean;
  /** State of so many bytes is not written whole each time; undefined: the store says. */
  readonly chainFrom?: number | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  onNotice(text: string): void;
}

export class FolderKeeper implements CheckpointKeeper, AsyncDisposable {
  records: readonly CheckpointRecord[] = [];
  readonly #options: FolderOptions;
  #store: CheckpointStore | undefined;
  /** Of the last checkpoint that was written, confirmed or not. */
  #number = 0;
  /** The last to be saved counts, also when the one before is still being written. */
  #saving: Promise<void> = Promise.resolve();

  constructor(options: FolderOptions) {
    this.#options = options;
  }

  async open(): Promise<Beginning> {
    const { path, reset, chainFrom, onNotice } = this.#options;
    const isFirst = this.#store === undefined;
    const store = this.#store ??= await CheckpointStore.open(path, chainFrom);
    if (isFirst && reset) await store.reset();
    const newest = (await store.snapshots())[0]?.checkpoint ?? 0;
    this.#number = Math.max(newest, store.confirmed?.checkpoint ?? 0, this.#number);
    const recovery = await store.recover();
    if (recovery.kind === "fresh") return { kind: "fresh" };
    const { recovered, damaged } = recovery;
    for (const text of damaged) onNotice(`A damaged checkpoint was passed over (${text})`);
    if (isFirst) onNotice(`Going on from checkpoint ${recovered.checkpoint}`);
    return { kind: "state", state: recovered.state };
  }

  /** Rows count when they are written. */
  cut(): void {}

  save(state: Snapshot, timing: Timing): Promise<void> {
    this.#saving = this.#saving.catch(() => {}).then(() => this.#save(state, timing));
    return this.#saving;
  }

  async #save(state: Snapshot, { since, pauseMilliseconds }: Timing): Promise<void> {
    const store = this.#opened();
    const name = { checkpoint: ++this.#number, snapshot: "" };
    const bytes = await store.write(name, state);
    await store.confirm(name, since);
    const milliseconds = this.#options.now() - since;
    const record = { number: name.checkpoint, at: since, milliseconds, pauseMilliseconds, bytes };
    this.records = withRecord(this.records, record);
  }

  async load(checkpoint: number): Promise<Snapshot | undefined> {
    return await this.#store?.confirmedState(checkpoint);
  }

  async finish(): Promise<void> {
    await this.#opened().finish(this.#options.now());
  }

  judge(error: unknown): Promise<unknown> {
    return Promise.resolve(error);
  }

  #opened(): CheckpointStore {
    if (this.#store === undefined) throw new InternalError("A keeper of checkpoints was not opened");
    return this.#store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store?.[Symbol.asyncDispose]();
  }
}
