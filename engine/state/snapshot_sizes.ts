/** How large the columns of a snapshot would be, without one being taken: memory for them can be found ahead. */
import type { SnapshotWriter } from "./snapshot.ts";
import type { StateArray } from "./snapshot_memory.ts";

export class SnapshotSizes implements SnapshotWriter {
  /** Of each column, in bytes. Values are not among them: how long their encoding is shows only when it is there. */
  readonly bytes: number[] = [];

  array(_name: string, { byteLength }: StateArray): void {
    this.bytes.push(byteLength);
  }

  values(): void {}

  lastingValues(): void {}
}
