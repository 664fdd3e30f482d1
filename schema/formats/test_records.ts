/** Records for tests and benchmarks, laid out as a source delivers them. */
import type { Records } from "../records.ts";

/** One record per value; null is a tombstone. Exactly 8 bytes lie behind the last one, `gap` bytes between two. */
export function recordsOf(values: readonly (string | Uint8Array | null)[], gap = 0): Records {
  const encoder = new TextEncoder();
  const parts = values.map((value) => typeof value === "string" ? encoder.encode(value) : value);
  const size = parts.reduce((sum, part) => sum + (part?.length ?? 0) + gap, 0);
  const data = new Uint8Array(size + 8).fill(0x7b);
  const valueStart = new Int32Array(parts.length).fill(-1);
  const valueEnd = new Int32Array(parts.length).fill(-1);
  let position = 0;
  parts.forEach((part, i) => {
    if (part === null) return;
    data.set(part, position);
    valueStart[i] = position;
    position += part.length;
    valueEnd[i] = position;
    position += gap;
  });
  // The last record ends where only the promised 8 bytes are left.
  const exact = data.slice(0, position - (parts.length > 0 ? gap : 0) + 8);
  return {
    topic: "test",
    partition: 0,
    data: exact,
    count: parts.length,
    valueStart,
    valueEnd,
    offset: Float64Array.from(parts, (_, i) => i),
    timestamp: new Float64Array(parts.length),
    next: parts.length,
  };
}
