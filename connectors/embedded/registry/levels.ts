/** Compatibility levels: which versions a new schema is held against, and who must read whom. */

export const LEVELS = [
  "BACKWARD",
  "BACKWARD_TRANSITIVE",
  "FORWARD",
  "FORWARD_TRANSITIVE",
  "FULL",
  "FULL_TRANSITIVE",
  "NONE",
] as const;

export type Level = (typeof LEVELS)[number];

/** As in Confluent's registry. */
export const DEFAULT_LEVEL: Level = "BACKWARD";

export function isLevel(value: unknown): value is Level {
  return LEVELS.some((level) => level === value);
}

/** Held against all versions and not only against the latest. */
export function isTransitive(level: Level): boolean {
  return level.endsWith("_TRANSITIVE");
}

/** The new schema must read what was written with the old one. */
export function looksBack(level: Level): boolean {
  return level.startsWith("BACKWARD") || level.startsWith("FULL");
}

/** The old schema must read what is written with the new one. */
export function looksAhead(level: Level): boolean {
  return level.startsWith("FORWARD") || level.startsWith("FULL");
}

export const MODES = ["READWRITE", "READONLY", "READONLY_OVERRIDE"] as const;

export type Mode = (typeof MODES)[number];

export function isMode(value: unknown): value is Mode {
  return MODES.some((mode) => mode === value);
}
