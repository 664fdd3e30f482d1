/** The port between a running pipeline and whoever keeps its checkpoints. */
import type { Snapshot } from "../state/snapshot.ts";

/** One checkpoint that counts. */
export interface CheckpointRecord {
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** From the cut to the moment when it counted. */
  readonly milliseconds: number;
  /** How long sources stood still for it. */
  readonly pauseMilliseconds: number;
  readonly bytes: number;
}

export interface CheckpointKeeper {
  /** What to go on from; undefined: begin afresh. To be called before each run. Throws `ConnectorError`. */
  open(): Promise<Snapshot | undefined>;
  /** Everything before the cut has been acknowledged by the sinks: when this resolves the checkpoint counts. */
  save(state: Snapshot, timing: { readonly since: number; readonly pauseMilliseconds: number }): Promise<void>;
  /**
   * A checkpoint that is still there, to be gone back to by saving it again; undefined: it is not, or cannot be read. Absent: going back
   * would repeat what was committed since.
   */
  load?(checkpoint: number): Promise<Snapshot | undefined>;
  /** A bounded pipeline is through: the next run begins afresh. */
  finish(): Promise<void>;
  /** The last few, the newest first. */
  readonly records: readonly CheckpointRecord[];
}
