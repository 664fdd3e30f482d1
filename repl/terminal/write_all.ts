/** Nobody takes bytes from a descriptor that does not block: asked again after this. */
const FULL_MS = 1;

/** Writes all of `bytes`, however few are taken at a time. */
export function writeAll(bytes: Uint8Array, write: (bytes: Uint8Array) => number): void {
  for (let at = 0; at < bytes.length;) {
    const taken = writeSome(bytes.subarray(at), write);
    if (taken === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_MS);
    at += taken;
  }
}

function writeSome(bytes: Uint8Array, write: (bytes: Uint8Array) => number): number {
  try {
    return write(bytes);
  } catch (error) {
    if (error instanceof Deno.errors.WouldBlock) return 0;
    throw error;
  }
}
