/**
 * Marks that tell the terminal where prompts, statements and their output are (OSC 133): it can jump between prompts, select
 * the output of one statement and show which failed. Terminals that do not know them show nothing.
 */

export const PROMPT_BEGINS = "\x1b]133;A\x07";
export const INPUT_BEGINS = "\x1b]133;B\x07";
export const OUTPUT_BEGINS = "\x1b]133;C\x07";

/** `failed` as in an exit code that is not 0. */
export function outputEnds(failed: boolean): string {
  return `\x1b]133;D;${failed ? 1 : 0}\x07`;
}
