/** What may be inserted at the cursor, and what is said of the place. */

/** What a candidate is; those of one rank are shown in this order. */
export type CandidateKind =
  | "value"
  | "option"
  | "topic"
  | "subject"
  | "column"
  | "field"
  | "table"
  | "view"
  | "connection"
  | "job"
  | "setting"
  | "file"
  | "command"
  | "type"
  | "keyword"
  | "function"
  /** A whole clause: `FROM TOPIC 'x'`. */
  | "proposal";

export interface Candidate {
  /** What takes the place of the text from {@link Completion.from} to {@link Completion.to}. */
  readonly text: string;
  /** What is compared with what was typed, and shown in a menu; {@link text} when absent. */
  readonly name?: string;
  readonly kind?: CandidateKind;
  /** Type or signature. */
  readonly detail?: string | undefined;
  /** One line. */
  readonly doc?: string | undefined;
}

export interface Completion {
  /** Offset where the word to complete begins; not behind the cursor. */
  readonly from: number;
  /** Where it ends; absent: at the cursor. */
  readonly to?: number;
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** Of {@link candidates}, so many begin with what was typed; it abbreviates the others. Absent: all of them. */
  readonly exact?: number;
  /** Names are still being asked for, and where: `asking the cluster…`. */
  readonly waiting?: string | undefined;
}

/** A line about the cursor; `active` is a part of its text. */
export interface Hint {
  readonly text: string;
  readonly active: { readonly start: number; readonly end: number } | undefined;
}

/** Candidates that may be inserted without a look: those that begin with what was typed, else the others. */
export function likely({ candidates, exact = candidates.length }: Completion): readonly Candidate[] {
  return exact > 0 ? candidates.slice(0, exact) : candidates;
}

/** The longest beginning that all texts share, never half a character. */
export function commonBeginning(texts: readonly string[]): string {
  const [first = "", ...others] = texts;
  let common = Array.from(first);
  for (const text of others) {
    const chars = Array.from(text);
    const differs = common.findIndex((char, index) => char !== chars[index]);
    if (differs >= 0) common = common.slice(0, differs);
  }
  return common.join("");
}
