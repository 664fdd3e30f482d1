/**
 * Checkpoints of a pipeline whose sinks write exactly once (`kafka.md` §3): the snapshot is on disk first, then the checkpoint's number is
 * committed in the same transaction as the rows. So the cluster decides what counts, and the folder's note only remembers it. Rows for
 * further clusters follow when it has.
 */
import type { CheckpointId, SinkTransactions } from "../../connectors/connector.ts";
import { ConnectorError, InternalError } from "../../schema/errors.ts";
import type { Snapshot } from "../state/snapshot.ts";
import { type CheckpointName, CheckpointStore } from "./checkpoint_store.ts";
import { crashPoint } from "./crash_point.ts";
import type { FolderOptions } from "./folder_keeper.ts";
import type { Outboxes } from "./outboxes.ts";
import { type Beginning, type CheckpointKeeper, type CheckpointRecord, type Timing, withRecord } from "./keeper.ts";

/** Ends the snapshot id of the last checkpoint of a bounded pipeline. */
const END = "-end";

export class TransactionKeeper implements CheckpointKeeper, AsyncDisposable {
  records: readonly CheckpointRecord[] = [];
  readonly #transactions: SinkTransactions;
  readonly #outboxes: Outboxes;
  readonly #options: FolderOptions;
  /** Aborted when a checkpoint that is under way is given up. */
  #giveUp = new AbortController();
  #saving: Promise<void> = Promise.resolve();
  #store: CheckpointStore | undefined;
  #number = 0;

  constructor(transactions: SinkTransactions, outboxes: Outboxes, options: FolderOptions) {
    this.#transactions = transactions;
    this.#outboxes = outboxes;
    this.#options = options;
  }

  async open(signal: AbortSignal): Promise<Beginning> {
    const { path, reset, chainFrom, onNotice } = this.#options;
    const isFirst = this.#store === undefined;
    await this.#giveUpSaving();
    this.#giveUp = new AbortController();
    const store = this.#store ??= await CheckpointStore.open(path, chainFrom);
    const fresh = isFirst && (reset || store.confirmed?.finished === true);
    const committed = await this.#transactions.open((one) => decide(one, store), fresh, signal);
    crashPoint("opened");
    const state = committed === undefined ? undefined : await loaded(committed, store);
    const isSettled = committed !== undefined && isNoted(committed, store);
    const { cluster } = this.#transactions;
    await this.#outboxes.open({ committed, state, isSettled, fresh }, cluster, signal);
    if (committed?.snapshotId.endsWith(END)) return { kind: "finished" };
    const beginning = committed === undefined || state === undefined
      ? await this.#afresh(store)
      : await this.#goOn(committed, state, store);
    if (isFirst && committed !== undefined) onNotice(`Going on from checkpoint ${committed.number}`);
    this.#transactions.begin();
    return beginning;
  }

  /** Nothing was ever committed: snapshots that lie there belong to no rows. */
  async #afresh(store: CheckpointStore): Promise<Beginning> {
    await store.reset();
    this.#number = 0;
    return { kind: "fresh" };
  }

  async #goOn(committed: CheckpointId, state: Snapshot, store: CheckpointStore): Promise<Beginning> {
    if (!isNoted(committed, store)) await store.confirm(nameOf(committed), this.#options.now());
    this.#number = committed.number;
    return { kind: "state", state };
  }

  cut(): void {
    this.#transactions.cut();
    this.#outboxes.cut();
  }

  save(state: Snapshot, timing: Timing, last = false): Promise<void> {
    this.#saving = this.#save(state, timing, last);
    return this.#saving;
  }

  async #save(state: Snapshot, { since, pauseMilliseconds }: Timing, last: boolean): Promise<void> {
    const store = this.#opened();
    const { signal } = this.#giveUp;
    this.#outboxes.addTo(state);
    crashPoint("cut");
    await this.#transactions.prepare(signal);
    crashPoint("prepared");
    const committed = { number: ++this.#number, snapshotId: `${this.#transactions.identity}${last ? END : ""}` };
    const bytes = await store.write(nameOf(committed), state);
    signal.throwIfAborted();
    await this.#transactions.commit(committed, signal);
    crashPoint("committed");
    if (!last) this.#transactions.begin(); // the cluster has decided: rows that wait need not wait for the note
    crashPoint("begun");
    await this.#outboxes.deliver(committed, signal);
    crashPoint("delivered");
    await store.confirm(nameOf(committed), since);
    crashPoint("noted");
    const milliseconds = this.#options.now() - since;
    const record = { number: committed.number, at: since, milliseconds, pauseMilliseconds, bytes };
    this.records = withRecord(this.records, record);
  }

  /** Rows go on while a checkpoint is saved, so its pipeline may end before it does: nothing of it may come later. */
  async #giveUpSaving(): Promise<void> {
    this.#giveUp.abort(new DOMException("The checkpoint was given up", "AbortError"));
    await this.#saving.catch(() => {}); // whoever asked for it was told
  }

  async finish(): Promise<void> {
    await this.#opened().finish(this.#options.now());
  }

  async judge(error: unknown): Promise<unknown> {
    await this.#giveUpSaving();
    return await this.#transactions.judge(error);
  }

  #opened(): CheckpointStore {
    if (this.#store === undefined) throw new InternalError("A keeper of checkpoints was not opened");
    return this.#store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#giveUpSaving();
    await this.#transactions[Symbol.asyncDispose]();
    await this.#outboxes[Symbol.asyncDispose]();
    await this.#store?.[Symbol.asyncDispose]();
  }
}

/** Of the last checkpoint of a pipeline that is through it may be gone: then nothing needs it any more. */
async function loaded(committed: CheckpointId, store: CheckpointStore): Promise<Snapshot | undefined> {
  const name = nameOf(committed);
  const isThere = (await store.snapshots()).some((one) => isSame(one, name));
  return isThere || !committed.snapshotId.endsWith(END) ? await store.load(name) : undefined;
}

/** The folder's note is the last to be written: everything else is done. */
function isNoted({ number, snapshotId }: CheckpointId, { confirmed }: CheckpointStore): boolean {
  return confirmed?.checkpoint === number && confirmed.snapshot === snapshotId;
}

/** See `SinkTransactions.open`: what the cluster says against what the folder holds. */
async function decide(
  committed: CheckpointId | undefined,
  store: CheckpointStore,
): Promise<CheckpointId | undefined> {
  const note = store.confirmed;
  if (committed === undefined) return note === undefined || note.finished ? undefined : await forgotten(store);
  if (note !== undefined && !note.finished && committed.number < note.checkpoint) {
    throw refusal(
      `Checkpoint ${note.checkpoint} was committed, but the cluster says ${committed.number}`,
      "Was the sink's topic created anew, or the offset of the pipeline's group reset? Compare the output with the input; then start afresh with --reset-state.",
    );
  }
  if (committed.snapshotId.endsWith(END)) return committed;
  const name = nameOf(committed);
  if ((await store.snapshots()).some((one) => isSame(one, name))) return committed;
  throw refusal(
    `Checkpoint ${committed.number} is committed in the cluster, and its snapshot is not in the state folder`,
    "Run the pipeline where its state is, or restore the folder. --reset-state starts afresh: rows that were read since its start are then written again.",
  );
}

/** Brokers forget the offset of a group that was idle for days: the folder's own note stands in, where nothing newer is in doubt. */
async function forgotten(store: CheckpointStore): Promise<CheckpointId | undefined> {
  const { checkpoint, snapshot } = store.confirmed ?? { checkpoint: 0, snapshot: "" };
  const [newest] = await store.snapshots();
  if (newest !== undefined && newest.checkpoint > checkpoint) {
    throw refusal(
      `The cluster has forgotten which checkpoint is committed: ${checkpoint} was, and ${newest.checkpoint} may be`,
      "Compare the output with the input by hand; then start afresh with --reset-state.",
    );
  }
  return { number: checkpoint, snapshotId: snapshot };
}

function refusal(message: string, hint: string): ConnectorError {
  return new ConnectorError(message, { code: "state_lost", hint });
}

function nameOf({ number, snapshotId }: CheckpointId): CheckpointName {
  return { checkpoint: number, snapshot: snapshotId };
}

function isSame(a: CheckpointName, b: CheckpointName): boolean {
  return a.checkpoint === b.checkpoint && a.snapshot === b.snapshot;
}
