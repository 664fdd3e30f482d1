/** Where the rows of a view come from, for a person who asks about one of them. */
import type { Origin } from "../../../engine/lineage/origins.ts";
import type { ShownRecord } from "../../../engine/lineage/read_record.ts";
import type { Value } from "../../../schema/types.ts";

/** A row that is asked about. */
export interface AskedRow {
  /** As they arrived, with those that were carried along. */
  readonly values: readonly Value[];
  /** When it came to be what it is; undefined: that is not known any more. */
  readonly at: number | undefined;
}

export type RecordOrigin = Origin & { readonly kind: "record" };

export interface RowSources {
  /** The place of each row's record came with it: it stands among the row's values already. */
  readonly isCarried: boolean;
  /** Looks the records up. Rejects with what keeps it from that, and with what `signal` was aborted with. */
  find(row: AskedRow, signal: AbortSignal): Promise<readonly Origin[]>;
  /** Subjects of the schema that the row's message names, as far as a registry says; undefined: messages name none. */
  readonly subjects?: ((row: AskedRow, signal: AbortSignal) => Promise<readonly string[]>) | undefined;
  /** Reads one of them as it lies. Rejects likewise, and when it is gone. */
  read(origin: RecordOrigin, signal: AbortSignal): Promise<ShownRecord>;
}
