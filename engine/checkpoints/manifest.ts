/** The note of a state folder: which checkpoint was the last to count. */
import { crc32 } from "node:zlib";

export interface Manifest {
  /** From 1; the first checkpoint that counts is 1. */
  readonly checkpoint: number;
  /** What tells its snapshot from others of the same number; empty for pipelines without transactions. */
  readonly snapshot: string;
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
  /** The pipeline was bounded and is through: the next run begins afresh. */
  readonly finished: boolean;
}

const VERSION = "sluice-manifest-1";

/** Two lines: the note as JSON, and a CRC-32 of it as 8 hexadecimal digits. */
export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify({ version: VERSION, ...manifest });
  return new TextEncoder().encode(`${text}\n${checksum(text)}\n`);
}

/** Undefined: damaged, or of a version that is not known. */
export function decodeManifest(bytes: Uint8Array): Manifest | undefined {
  const [text = "", sum, ...rest] = new TextDecoder().decode(bytes).split("\n");
  if (sum !== checksum(text) || rest.length !== 1 || rest[0] !== "") return undefined;
  const { version, ...manifest } = JSON.parse(text); // written by encodeManifest: the checksum is right
  return version === VERSION ? manifest : undefined;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
