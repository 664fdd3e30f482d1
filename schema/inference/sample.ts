/** Records that stand for a topic: what a proposal for its table rests on. */
import { counted, numberText } from "../counted.ts";

export interface SampledRecord {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Null: the record has no key. */
  readonly key: Uint8Array | null;
  /** Null: a tombstone. */
  readonly value: Uint8Array | null;
}

/** Records that follow each other within each partition, in the order of their offsets; partition after partition. */
export interface Sample {
  readonly topic: string;
  readonly records: readonly SampledRecord[];
}

/** A record that has a value of at least one byte: the others give no row. */
export type ValuedRecord = SampledRecord & { readonly value: Uint8Array };

export function valuedRecords({ records }: Sample): readonly ValuedRecord[] {
  return records.filter((record): record is ValuedRecord => record.value !== null && record.value.length > 0);
}

/** `812 of 1,000 records`. */
export function share(count: number, all: number, what = "record"): string {
  return `${numberText(count)} of ${counted(all, what)}`;
}
