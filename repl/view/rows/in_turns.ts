/** Work on many rows that lets keys through: a few milliseconds at a time. */
import { Turn } from "../../../engine/turn.ts";

/** Rows between two looks at the clock. */
const ROWS = 256;
/** Longest run that is sorted without a pause. */
const RUN = 2048;

/** Does `act` for each index below `count`, in turns, until it is through or `gone` says that nobody wants it any more. */
export async function eachInTurns(count: number, act: (index: number) => void, gone: () => boolean): Promise<void> {
  const turn = new Turn();
  for (let index = 0; index < count; index++) {
    act(index);
    if (index % ROWS !== ROWS - 1 || !turn.isOver()) continue;
    await turn.next();
    if (gone()) return;
  }
}

/** The items in order, in turns; equal ones keep theirs. */
export async function sortedInTurns<T>(items: readonly T[], compare: (a: T, b: T) => number): Promise<readonly T[]> {
  const turn = new Turn();
  let runs: T[][] = [];
  for (let from = 0; from < items.length; from += RUN) {
    runs.push(items.slice(from, from + RUN).sort(compare));
    if (turn.isOver()) await turn.next();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) merged.push(await merge(runs[i] ?? [], runs[i + 1] ?? [], compare, turn));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number, turn: Turn): Promise<T[]> {
  const out: T[] = [];
  let j = 0;
  for (let i = 0; i < a.length || j < b.length;) {
    const left = j >= b.length || (i < a.length && compare(a[i]!, b[j]!) <= 0); // both within their lengths
    out.push(left ? a[i++]! : b[j++]!);
    if (out.length % ROWS === 0 && turn.isOver()) await turn.next();
  }
  return out;
}
