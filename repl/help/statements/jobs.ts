/** Help on jobs and settings. */
import type { StatementHelp } from "../statement.ts";

export const JOBS: readonly StatementHelp[] = [
  {
    name: "STOP JOB",
    doc: "Ends a job: what it has read is written first, and it can go on there. NOW does not wait for that",
    syntax: "STOP JOB n [NOW]",
    examples: ["STOP JOB 1"],
    see: ["PAUSE JOB", "RESTART JOB"],
  },
  {
    name: "PAUSE JOB",
    aliases: ["RESUME JOB", "PAUSE", "RESUME"],
    doc: "Stops reading and keeps what the job knows; RESUME JOB reads on",
    syntax: "PAUSE JOB n    RESUME JOB n",
    examples: ["PAUSE JOB 1", "RESUME JOB 1"],
    see: ["STOP JOB"],
  },
  {
    name: "RESTART JOB",
    aliases: ["RESTART", "CHECKPOINT"],
    doc: "Starts a job again from a checkpoint; DESCRIBE JOB n lists the last three",
    syntax: "RESTART JOB n [FROM CHECKPOINT number]",
    examples: ["RESTART JOB 1", "RESTART JOB 1 FROM CHECKPOINT 14"],
    see: ["STOP JOB", "DESCRIBE"],
  },
  {
    name: "SET",
    aliases: ["RESET", "SETTINGS"],
    doc: "What the statements after it mean beyond their text; SHOW SETTINGS lists them, RESET takes it back",
    syntax: "SET name = value    RESET name | ALL",
    notes: ["Variables of the shell, which stand in statements as :name, are set by \\set."],
    examples: ["SET updating_ttl = INTERVAL '1' HOUR", "SET pipeline_name = 'orders'", "RESET updating_ttl"],
    see: ["SHOW"],
  },
];
