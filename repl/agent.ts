/** Whether a coding agent drives the shell, and what it gets unless flags say otherwise (`shell.md` §2). */
import { counted } from "../schema/counted.ts";

/** An unbounded query ends after so many rows … */
export const AGENT_ROWS = 100;
/** … or after so many milliseconds. */
export const AGENT_MILLIS = 10_000;

/** What ends a run or a query. */
export interface Limit {
  /** Rows, or milliseconds. */
  readonly most: number;
  /** Nobody asked for it: what it cuts off must be said. */
  readonly own: boolean;
}

/** Rows of one query; undefined: all. An agent's own limit is for queries without an end. */
export function rowLimit(given: number | undefined, agent: boolean, bounded: boolean): Limit | undefined {
  if (given !== undefined) return { most: given, own: false };
  return agent && !bounded ? { most: AGENT_ROWS, own: true } : undefined;
}

/** What is said when an agent's own limit has cut off a result. `hash`: SHA-256 of the bytes shown; undefined: they went to a file. */
export function cutOffText(reached: readonly string[], rows: number, hash: string | undefined): string {
  const shown = `${counted(rows, "row")} shown`;
  return `Stopped after ${
    reached.join(" and ")
  }, the limit for agents of what has no end: --limit and --timeout give others. ` +
    `${shown}${hash === undefined ? "" : `, sha256 ${hash.slice(0, 16)}`}`;
}

/** Variables that agents set for the commands they run, and people do not. */
const AGENT_VARIABLES = [
  "AI_AGENT",
  "AUGMENT_AGENT",
  "CLAUDECODE",
  "CLINE_ACTIVE",
  "CODEX_CI",
  "CODEX_SANDBOX",
  "CURSOR_AGENT",
  "GEMINI_CLI",
  "OPENCODE",
] as const;

/** `SLUICE_AGENT=0|1` decides; else any variable that an agent sets. `env` gives undefined for what may not be read. */
export function isAgent(env: (name: string) => string | undefined): boolean {
  const said = env("SLUICE_AGENT");
  if (said !== undefined && said !== "") return isYes(said);
  return AGENT_VARIABLES.some((name) => isYes(env(name) ?? ""));
}

function isYes(value: string): boolean {
  return !["", "0", "false", "no"].includes(value.toLowerCase());
}
