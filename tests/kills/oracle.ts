/** What a reader of committed records finds against what must be there. */
import type { Expected, Output } from "./scenario.ts";

export interface Verdict {
  readonly missing: number;
  readonly doubled: number;
  /** Rows that no right state can have written: changes of what is not there, wrong counts. */
  readonly divergent: number;
  /** The first of each, for whoever looks for the reason. */
  readonly examples: readonly string[];
}

/** Messages of each output, in the order of offsets within their partition. */
export type Messages = Readonly<Record<Output, readonly string[]>>;

export function judge(messages: Messages, expected: Expected): Verdict {
  const counter = new FaultCounter();
  const ids = new Set(Array.from({ length: expected.rows }, (_, id) => id));
  judgeRows("plain", messages.plain.map((text) => JSON.parse(text).id), ids, counter);
  judgeRows("windows", messages.windows.map(normal), expected.windows, counter);
  judgeChanges("counts", messages.counts, "k", expected.counts, counter);
  judgeChanges("joined", messages.joined, "id", expected.joined, counter);
  return counter;
}

class FaultCounter implements Verdict {
  missing = 0;
  doubled = 0;
  divergent = 0;
  readonly examples: string[] = [];

  add(kind: "missing" | "doubled" | "divergent", example: string): void {
    if (this[kind]++ < 5) this.examples.push(`${kind} ${example}`);
  }
}

function judgeRows<T>(output: Output, rows: readonly T[], expected: ReadonlySet<T>, faults: FaultCounter): void {
  const seen = new Set<T>();
  for (const row of rows) {
    if (!expected.has(row)) faults.add("divergent", `${output}: ${row}`);
    else if (seen.has(row)) faults.add("doubled", `${output}: ${row}`);
    seen.add(row);
  }
  for (const row of expected) if (!seen.has(row)) faults.add("missing", `${output}: ${row}`);
}

/** Plays a changelog: each change must start from what the one before has left, and the end must be right. */
function judgeChanges(
  output: Output,
  messages: readonly string[],
  key: string,
  expected: ReadonlyMap<number, string>,
  faults: FaultCounter,
): void {
  const standing = new Map<number, string>();
  for (const text of messages) {
    const { before, after } = JSON.parse(text);
    const id: number = (before ?? after)[key];
    const stood = standing.get(id);
    const starts = before === null || before === undefined ? undefined : JSON.stringify(before);
    if (starts !== stood) {
      const isRepeated = starts === undefined && JSON.stringify(after) === stood;
      faults.add(isRepeated ? "doubled" : "divergent", `${output}: ${text} while there is ${stood}`);
    }
    if (after === null || after === undefined) standing.delete(id);
    else standing.set(id, JSON.stringify(after));
  }
  for (const [id, row] of expected) {
    const found = standing.get(id);
    if (found === undefined) faults.add("missing", `${output}: ${row}`);
    else if (normal(found) !== normal(row)) faults.add("divergent", `${output}: ${found} in the end, not ${row}`);
  }
  for (const [id, row] of standing) if (!expected.has(id)) faults.add("divergent", `${output}: ${row} in the end`);
}

/** Without blanks. */
function normal(json: string): string {
  return JSON.stringify(JSON.parse(json));
}
