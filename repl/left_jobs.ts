/** Jobs that ran when the shell was left or killed: told at its next start, and gone on with when the person wants it. */
import type { Job } from "../engine/job.ts";
import type { LeftJob } from "../engine/remembered_jobs.ts";
import type { Session } from "../engine/session.ts";
import { timestampToText } from "../schema/values/timestamp.ts";
import type { StatementReader } from "./editor/editor.ts";
import { visible } from "./terminal/width.ts";

const QUESTION = "go on? [Y/n] ";
const LONGEST_STATEMENT = 100;

export interface LeftJobsParts {
  readonly session: Session;
  readonly reader: StatementReader;
  print(text: string): void;
  report(error: unknown): void;
  /** Waits until the job runs. Throws what kept it from that. */
  begun(job: Job): Promise<void>;
}

/** To be called before the first prompt. `yes`: the question is answered. */
export async function offerLeftJobs(parts: LeftJobsParts, yes: boolean): Promise<void> {
  const left = await parts.session.leftJobs();
  if (left.length === 0) return;
  parts.print(
    left.length === 1 ? "A job ran here when the shell ended:" : `${left.length} jobs ran here when the shell ended:`,
  );
  for (const job of left) parts.print(`  ${lineOf(job)}`);
  if (yes || await agreed(parts)) return await goOn(left, parts);
  parts.print(`\\jobs resume goes on with ${them(left)} later, \\jobs forget drops ${them(left)}`);
}

export async function resumeLeftJobs(parts: LeftJobsParts): Promise<void> {
  const left = await parts.session.leftJobs();
  if (left.length === 0) return parts.print("No job was left here");
  await goOn(left, parts);
}

export async function forgetLeftJobs({ session, print }: LeftJobsParts): Promise<void> {
  const left = await session.leftJobs();
  for (const job of left) {
    await session.forget(job);
    print(`Forgot ${lineOf(job)}`);
  }
  if (left.length === 0) print("No job was left here");
}

/** Anything but yes and no is asked about again: somebody may have typed ahead. */
async function agreed({ reader, print }: LeftJobsParts): Promise<boolean> {
  for (;;) {
    const answer = (await reader.readLine(QUESTION))?.trim().toLowerCase();
    if (answer === undefined || answer === "n" || answer === "no") return false;
    if (answer === "" || answer === "y" || answer === "yes") return true;
    print("y goes on with what ran here, n leaves it");
  }
}

/** One that cannot go on keeps none of the others from it. */
async function goOn(left: readonly LeftJob[], { session, begun, report }: LeftJobsParts): Promise<void> {
  for (const one of left) {
    try {
      await begun(session.resume(one));
    } catch (error) {
      report(error);
    }
  }
}

function lineOf({ statement, startedAt, checkpoint }: LeftJob): string {
  const text = visible(statement.replaceAll(/\s+/g, " "));
  const short = text.length > LONGEST_STATEMENT ? `${text.slice(0, LONGEST_STATEMENT - 1)}…` : text;
  const at = checkpoint === undefined
    ? "no checkpoint yet: it begins afresh"
    : `checkpoint ${checkpoint.number} of ${momentOf(checkpoint.at)}`;
  return `${short} · since ${momentOf(startedAt)} · ${at}`;
}

function momentOf(milliseconds: number): string {
  return timestampToText(BigInt(Math.trunc(milliseconds / 1000)), 0);
}

function them({ length }: readonly LeftJob[]): string {
  return length === 1 ? "it" : "them";
}
