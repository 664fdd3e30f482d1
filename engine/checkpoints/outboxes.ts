/** The further clusters of a pipeline: their rows are part of the snapshot, and are written when its checkpoint counts. */
import type { CheckpointId, SinkOutbox } from "../../connectors/connector.ts";
import { ConnectorError } from "../../schema/errors.ts";
import type { Snapshot } from "../state/snapshot.ts";

export interface OutboxesBeginning {
  /** As the deciding cluster says. */
  readonly committed: CheckpointId | undefined;
  /** Of {@link committed}. */
  readonly state: Snapshot | undefined;
  /** The folder's note says that the rows of {@link committed} were written everywhere. */
  readonly isSettled: boolean;
  readonly fresh: boolean;
}

/** In an order that is the same for the same plan. */
export class Outboxes implements AsyncDisposable {
  readonly #all: readonly SinkOutbox[];
  /** Of the last cut. */
  #rows: readonly Uint8Array<ArrayBuffer>[] = [];

  constructor(all: readonly SinkOutbox[]) {
    this.#all = all;
  }

  /** When it resolves every cluster has what counts. `deciding` tells the cluster that says what does. */
  async open(
    { committed, state, isSettled, fresh }: OutboxesBeginning,
    deciding: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    refuseSameCluster([deciding, ...this.#all.map(({ cluster }) => cluster)]);
    for (const [index, outbox] of this.#all.entries()) {
      const rows = state?.has(nameOf(index)) ? state.bytes(nameOf(index)) : new Uint8Array(0);
      await outbox.open({ committed, isSettled, rows, fresh }, signal);
    }
  }

  /** To be called at the moment of the cut. */
  cut(): void {
    this.#rows = this.#all.map((outbox) => outbox.cut());
  }

  /** Adds the rows of the last cut to its snapshot. */
  addTo(state: Snapshot): void {
    this.#rows.forEach((rows, index) => state.array(nameOf(index), rows));
    this.#rows = [];
  }

  /** One cluster after the other. */
  async deliver(checkpoint: CheckpointId, signal: AbortSignal): Promise<void> {
    for (const outbox of this.#all) await outbox.deliver(checkpoint, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map((outbox) => outbox[Symbol.asyncDispose]()));
  }
}

function nameOf(index: number): string {
  return `outbox ${index + 1}`;
}

/** Under one name a pipeline writes to a cluster once: it would fence itself. */
function refuseSameCluster(clusters: readonly (string | undefined)[]): void {
  const known = clusters.filter((one) => one !== undefined);
  if (new Set(known).size === known.length) return;
  throw new ConnectorError("Two connections of sinks that write exactly once lead to the same cluster", {
    code: "same_cluster",
    hint: "Create their tables with the same connection.",
  });
}
