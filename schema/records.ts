/** Raw records of one partition, as a source delivers and a format decodes them. */

/**
 * `count` records. All positions point into {@link data}, in which at least 8 readable bytes lie behind the last
 * record. Valid until the source is asked for its next event: whoever keeps bytes copies them.
 */
export interface Records {
  /** Topic name; a file's path. */
  readonly topic: string;
  readonly partition: number;
  readonly data: Uint8Array;
  readonly count: number;
  /** -1: a null value (tombstone). */
  readonly valueStart: Int32Array;
  readonly valueEnd: Int32Array;
  /** Only when asked for; -1 start: a null key. */
  readonly keyStart?: Int32Array | undefined;
  readonly keyEnd?: Int32Array | undefined;
  /** Only when asked for: the record's headers as on the wire, beginning with their count (a zigzag varint). */
  readonly headersStart?: Int32Array | undefined;
  readonly headersEnd?: Int32Array | undefined;
  readonly offset: Float64Array;
  /** Milliseconds since the epoch. */
  readonly timestamp: Float64Array;
  /** Where reading goes on after these records (the next offset, aborted and compacted ones skipped). */
  readonly next: number;
}
