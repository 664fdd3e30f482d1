/** Samples for tests. */
import type { Sample, SampledRecord } from "./sample.ts";
import type { Wishes } from "./proposal.ts";

/** 2026-01-31T10:00:00Z in milliseconds. */
export const NOON = 1_769_853_600_000;

export interface GivenRecord {
  readonly partition?: number;
  readonly timestamp?: number;
  readonly key?: string | Uint8Array;
  /** A text or bytes as they are; any other value as JSON; undefined: a tombstone. */
  readonly value?: unknown;
}

/** Without timestamps records are a second apart. */
export function sampleOf(records: readonly GivenRecord[]): Sample {
  return {
    topic: "orders",
    records: records.map(({ partition = 0, timestamp, key, value }, i): SampledRecord => ({
      partition,
      offset: i,
      timestamp: timestamp ?? NOON + i * 1000,
      key: key === undefined ? null : bytesOf(key),
      value: value === undefined ? null : bytesOf(value),
    })),
  };
}

/** One record for each value. */
export function sampleOfValues(values: readonly unknown[]): Sample {
  return sampleOf(values.map((value) => ({ value })));
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
}

export const NO_WISHES: Wishes = {
  format: undefined,
  keyFormat: undefined,
  timestamps: "raw",
  unstructured: false,
  writable: true,
  given: new Set(),
};

/** `n` values made from 0, 1, 2, …. */
export function times<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}
