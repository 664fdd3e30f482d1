/** What a table over a topic could look like, and on what each part of that rests. */
import type { NumericTimestamps } from "../formats/json_readers.ts";
import type { SqlType } from "../types.ts";

export interface ProposedColumn {
  readonly name: string;
  readonly type: SqlType;
  /** The connector's key of a metadata column; absent: the column is physical. */
  readonly metadata?: string;
  /** Part of the primary key. */
  readonly key?: boolean;
  /** A schema promises that it is always there; see {@link Proposal}. */
  readonly notNull?: boolean;
  /** One line without line breaks. */
  readonly comment?: string;
}

/**
 * Columns that were guessed are nullable: that a member was there in all records of a sample does not promise that it is in the next one,
 * and a missing member of a NOT NULL column would be bad data.
 */
export interface Proposal {
  readonly columns: readonly ProposedColumn[];
  /** `delay` in milliseconds. */
  readonly watermark?: { readonly column: string; readonly delay: number; readonly comment: string } | undefined;
  /** Options beside those of the connection and the topic. */
  readonly options: readonly ProposedOption[];
  /** What is to be said of the whole; one line each. */
  readonly notes: readonly string[];
}

export interface ProposedOption {
  readonly key: string;
  readonly value: string | true;
  readonly comment?: string;
}

/** What the person has decided already. */
export interface Wishes {
  /** `format`, when it is given. */
  readonly format: string | undefined;
  /** `key.format`, when it is given. */
  readonly keyFormat: string | undefined;
  /** What numbers mean in TIMESTAMP columns. */
  readonly timestamps: NumericTimestamps;
  /** `json.unstructured` is given and true. */
  readonly unstructured: boolean;
  /** The table may be written: it is no `type = 'source'`. */
  readonly writable: boolean;
  /** Keys of all options that are given. */
  readonly given: ReadonlySet<string>;
}
