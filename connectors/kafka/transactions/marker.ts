/**
 * The marker of a pipeline: an offset of a group that nobody consumes with, committed inside the same transaction as
 * the pipeline's rows. The offset is the checkpoint's number; its metadata says which snapshot belongs to it and whose it is.
 */
import { InternalError } from "../../../schema/errors.ts";

/** What a pipeline goes on from. */
export interface Checkpoint {
  /** From 1 on, and larger with each checkpoint. */
  readonly number: number;
  /** Names the snapshot; the engine chooses it. Up to about 3,000 characters: brokers bound an offset's metadata. */
  readonly snapshotId: string;
}

/** Who wrote a marker. */
export interface MarkerOwner {
  /** Random: one process that runs the pipeline. */
  readonly instance: string;
  /** The computer it runs on, for people. */
  readonly host: string;
  /** Digest of the plan: two pipelines of one name are the same if their plans are. */
  readonly fingerprint: string;
}

/** Number 0 and an empty snapshot: the pipeline was started and has committed nothing yet. */
export interface Marker extends MarkerOwner, Checkpoint {}

/** The version counts changes of the text's form. */
const PREFIX = "sluice/1 ";

/** The metadata of the marker's offset: a prefix of ours and JSON. */
export function writeMarker({ number, snapshotId, instance, host, fingerprint }: Marker): string {
  if (!Number.isSafeInteger(number) || number < 0) throw new InternalError(`No checkpoint has the number ${number}`);
  return PREFIX + JSON.stringify({ checkpoint: number, snapshot: snapshotId, instance, host, plan: fingerprint });
}

/** The marker in an offset's metadata. Undefined: somebody else has committed this offset, or changed it. */
export function readMarker(metadata: string, offset: number): Marker | undefined {
  if (!metadata.startsWith(PREFIX)) return undefined;
  const fields = parsed(metadata.slice(PREFIX.length));
  if (fields === undefined || fields["checkpoint"] !== offset || offset < 0) return undefined;
  const { snapshot: snapshotId, instance, host, plan: fingerprint } = fields;
  if (typeof snapshotId !== "string" || typeof instance !== "string") return undefined;
  if (typeof host !== "string" || typeof fingerprint !== "string") return undefined;
  return { number: offset, snapshotId, instance, host, fingerprint };
}

function parsed(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The checkpoint that a marker stands for; undefined: nothing has been committed yet. */
export function checkpointOf(marker: Marker | undefined): Checkpoint | undefined {
  if (marker === undefined || marker.number === 0) return undefined;
  return { number: marker.number, snapshotId: marker.snapshotId };
}

/** Under this id, and so once at a time, a pipeline writes to a cluster. */
export function transactionalIdOf(pipeline: string): string {
  return `sluice-${pipeline}`;
}

/** The group whose offset is the marker. */
export function markerGroupOf(pipeline: string): string {
  return `sluice-${pipeline}`;
}

/** The topic whose partition 0 carries the marker: the same for the same topics, in whatever order they come. */
export function carrierOf(topics: Iterable<string>): string {
  const [first] = [...topics].sort((one, other) => one < other ? -1 : one > other ? 1 : 0);
  if (first === undefined) throw new InternalError("A transaction without topics has no place for its marker");
  return first;
}
