/** The big-endian signed 64-bit number at `at`; exact up to 2^53. */
export function readInt64(view: DataView, at: number): number {
  return view.getInt32(at) * 4294967296 + view.getUint32(at + 4);
}

/** Writes an integer within ±2^53 as a big-endian signed 64-bit number. */
export function writeInt64(view: DataView, at: number, value: number): void {
  view.setInt32(at, Math.floor(value / 4294967296));
  view.setUint32(at + 4, value >>> 0);
}
