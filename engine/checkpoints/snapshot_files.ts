/**
 * Files of snapshots by their names: each is whole, or says what has changed since another one, its base, down to a whole one:
 * a chain.
 */

/** A checkpoint as its two names: its number and the id of its snapshot. */
export interface CheckpointName {
  readonly checkpoint: number;
  /** What tells it from others of the same number; may be empty. */
  readonly snapshot: string;
}

export interface SnapshotFile extends CheckpointName {
  /** Of which it has the changes; undefined: it is whole. */
  readonly base: CheckpointName | undefined;
}

/** The newest checkpoints that are kept. */
const KEPT = 3;
const NAME = "(\\d+)(?:-([0-9A-Za-z_-]+))?";
const FILE = new RegExp(`^snap-${NAME}(?:\\.on-${NAME})?\\.sls$`);

/** `snap-13-7-1.sls`, or `snap-13-7-1.on-12-7-1.sls` for what has changed since checkpoint 12. */
export function fileNameOf({ base, ...name }: SnapshotFile): string {
  return `snap-${textOf(name)}${base === undefined ? "" : `.on-${textOf(base)}`}.sls`;
}

function textOf({ checkpoint, snapshot }: CheckpointName): string {
  return snapshot === "" ? `${checkpoint}` : `${checkpoint}-${snapshot}`;
}

/** The snapshots among the files of a folder, the newest first. */
export function snapshotsAmong(files: readonly string[]): readonly SnapshotFile[] {
  return files.flatMap((file): SnapshotFile[] => {
    const [, number, snapshot = "", base, baseSnapshot = ""] = FILE.exec(file) ?? [];
    if (number === undefined) return [];
    const on = base === undefined ? undefined : { checkpoint: Number(base), snapshot: baseSnapshot };
    return [{ checkpoint: Number(number), snapshot, base: on }];
  }).sort((a, b) => b.checkpoint - a.checkpoint);
}

export function isSame(a: CheckpointName, b: CheckpointName): boolean {
  return a.checkpoint === b.checkpoint && a.snapshot === b.snapshot;
}

/** A snapshot and what it builds on, down to the whole one or to where a file is missing. */
export function chainOf(snapshot: SnapshotFile, files: readonly SnapshotFile[]): readonly SnapshotFile[] {
  const { base, checkpoint } = snapshot;
  const next = base && files.find((one) => isSame(one, base) && one.checkpoint < checkpoint);
  return next === undefined ? [snapshot] : [snapshot, ...chainOf(next, files)];
}

/**
 * Files that may go when a checkpoint counts: none but of lower numbers, for others may still be about to count. What stays are a
 * few, the newest that does not build on the same whole one as the checkpoint, lest a single damaged file be the end of all, and
 * whatever these build on. `files` are sorted, the newest first.
 */
export function superseded(counts: CheckpointName, files: readonly SnapshotFile[]): readonly SnapshotFile[] {
  const older = files.filter(({ checkpoint }) => checkpoint < counts.checkpoint);
  const chains = [...files.filter((one) => isSame(one, counts)), ...older].map((file) => chainOf(file, files));
  const roots = chains.map((chain) => chain.at(-1));
  const other = chains.find((_, i) => roots[i] !== roots[0] && roots[i]?.base === undefined) ?? [];
  const needed = new Set([...chains.slice(0, KEPT), other].flat());
  return older.filter((file) => !needed.has(file));
}
