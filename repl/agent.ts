/** Whether a coding agent drives the shell, and what it gets unless flags say otherwise (`shell.md` §2). */

/** An unbounded query ends after so many rows … */
export const AGENT_ROWS = 100;
/** … or after so many milliseconds. */
export const AGENT_MILLIS = 10_000;

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
