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

/** Where a pipeline begins. */
export type Beginning =
  | { readonly kind: "fresh" }
  | { readonly kind: "state"; readonly state: Snapshot }
  /** It was through, and only the note of that was missing: there is nothing to do. */
  | { readonly kind: "finished" };

/** Of a cut. */
export interface Timing {
  /** When it began, in milliseconds since the epoch. */
  readonly since: number;
  readonly pauseMilliseconds: number;
}

export interface CheckpointKeeper {
  /** What to go on from. To be called before each run, when sinks are prepared and before they are open. Throws `ConnectorError`. */
  open(signal: AbortSignal): Promise<Beginning>;
  /** To be called at the very moment of the cut: rows that are written from now on count with the next checkpoint. */
  cut(): void;
  /**
   * Everything before the cut has been acknowledged by the sinks: when this resolves the checkpoint counts. `last`: a bounded
   * pipeline is through.
   */
  save(state: Snapshot, timing: Timing, last?: boolean): Promise<void>;
  /**
   * A checkpoint that is still there, to be gone back to by saving it again; undefined: it is not, or cannot be read. Absent: going back
   * would repeat what was committed since.
   */
  load?(checkpoint: number): Promise<Snapshot | undefined>;
  /** A bounded pipeline is through: the next run begins afresh. */
  finish(): Promise<void>;
  /** What an error means for the pipeline: retryable where starting again helps. */
  judge(error: unknown): Promise<unknown>;
  /** The last few, the newest first. */
  readonly records: readonly CheckpointRecord[];
}

/** Records that are kept for DESCRIBE JOB. */
const RECORDS = 20;

/** The records with one more. */
export function withRecord(
  records: readonly CheckpointRecord[],
  record: CheckpointRecord,
): readonly CheckpointRecord[] {
  return [record, ...records].slice(0, RECORDS);
}
