/** Two runs of a statement held against each other. */
import { type Cut, CUTS, type SavedRun } from "./format.ts";
import { hashOf, maskedRows, type Row, settledRows, textOf } from "./rows.ts";

/** What came of a statement now. */
export interface Came {
  readonly rows: number;
  /** In the order in which they came; undefined: they were only counted. */
  readonly kept: readonly Row[] | undefined;
  /** As {@link settledRows} takes it. */
  readonly order: readonly number[];
  /** Why the rows may be others although the same was read. */
  readonly unsettled: string | undefined;
}

/** Rows with their secrets masked, each as often as it is missing or new. */
export interface Difference {
  readonly missing: readonly Row[];
  readonly added: readonly Row[];
}

export type Verdict =
  /** `counted`: no more is known than how many rows there were. */
  | { readonly kind: "same"; readonly rows: number; readonly counted: boolean }
  /** `difference` undefined: the rows of then were too many to be kept. Of none: the same rows in another order, or with other secrets. */
  | {
    readonly kind: "differs";
    readonly then: number;
    readonly now: number;
    readonly difference: Difference | undefined;
  }
  /** `why` follows "not compared: ". */
  | { readonly kind: "unknown"; readonly now: number; readonly then: number | undefined; readonly why: string };

export async function compared(then: SavedRun | undefined, came: Came): Promise<Verdict> {
  const { rows: now, unsettled } = came;
  const unknown = (why: string): Verdict => ({ kind: "unknown", now, then: then?.rows, why });
  if (then === undefined) return unknown("nothing says what came of it");
  const cut: Cut | undefined = then.cut;
  if (cut !== undefined) return unknown(CUTS[cut]);
  if (then.rows === undefined && then.hash === undefined && then.kept === undefined) {
    return unknown(unsettled ?? "nothing says what came of it");
  }
  const verdict = came.kept === undefined ? byCount(then, now) : await byRows(then, came, came.kept);
  return verdict.kind === "differs" && unsettled !== undefined ? unknown(unsettled) : verdict;
}

function byCount({ rows = 0 }: SavedRun, now: number): Verdict {
  if (rows === now) return { kind: "same", rows: now, counted: true };
  return { kind: "differs", then: rows, now, difference: undefined };
}

async function byRows(then: SavedRun, { rows: now, order }: Came, came: readonly Row[]): Promise<Verdict> {
  if (then.hash === undefined && then.kept === undefined) return byCount(then, now);
  const settled = settledRows(came, order);
  const isSame = then.hash === undefined
    ? sameTexts(settledRows(then.kept ?? [], order), maskedRows(settled))
    : then.hash === await hashOf(settled);
  if (isSame && now === settled.length) return { kind: "same", rows: now, counted: false };
  const difference = then.kept === undefined ? undefined : differenceOf(then.kept, maskedRows(settled));
  return { kind: "differs", then: then.rows ?? then.kept?.length ?? 0, now, difference };
}

function sameTexts(one: readonly Row[], other: readonly Row[]): boolean {
  return one.length === other.length && one.every((row, i) => textOf(row) === textOf(other[i] ?? []));
}

/** Which rows are missing and which are new, each in their order; equal rows count as often as they stand there. */
export function differenceOf(then: readonly Row[], now: readonly Row[]): Difference {
  return { missing: without(then, now), added: without(now, then) };
}

function without(rows: readonly Row[], others: readonly Row[]): Row[] {
  const left = new Map<string, number>();
  for (const row of others) left.set(textOf(row), (left.get(textOf(row)) ?? 0) + 1);
  return rows.filter((row) => {
    const count = left.get(textOf(row)) ?? 0;
    left.set(textOf(row), count - 1);
    return count <= 0;
  });
}
