/** Typed arrays by slot. */

/** The array, or a copy with room for `length`; the new places are 0. */
export function grown<T extends Int32Array | Float64Array | BigInt64Array | Uint8Array>(
  array: T,
  length: number,
): T {
  if (array.length >= length) return array;
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array as never);
  return larger;
}
