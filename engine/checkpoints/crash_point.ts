/** Moments at which a test has the process die: no state may be lost or doubled, whichever it is. */

/**
 * In the order of a checkpoint, after the start's own `opened` (the cluster knows that this process owns the pipeline now):
 * the cut is made and what came before it flushed; the transaction is complete; the snapshot is written but has not its name; it has;
 * the cluster has answered that the transaction counts; the next transaction has begun; further clusters have their rows; the folder's
 * note is written but has not its name; it has.
 */
export const CRASH_STEPS = [
  "opened",
  "cut",
  "prepared",
  "snapshot-written",
  "snapshot-named",
  "committed",
  "begun",
  "delivered",
  "note-written",
  "noted",
] as const;

export type CrashStep = (typeof CRASH_STEPS)[number];

let armed: { readonly step: string; left: number } | undefined;

/** `text`: `step:nth`, which strikes when the step is reached for the nth time; undefined: nothing will. Called when a keeper is made. */
export function armCrash(text: string | undefined): void {
  const [step = "", nth = "1"] = text?.split(":") ?? [];
  armed = step === "" ? undefined : { step, left: Number(nth) };
}

/** Kills this process if a test said so: needs the permission to run programs, which the product is not started with. */
export function crashPoint(step: CrashStep): void {
  if (armed?.step === step && --armed.left === 0) Deno.kill(Deno.pid, "SIGKILL");
}
