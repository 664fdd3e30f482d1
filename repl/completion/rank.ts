/** Which candidates fit what was typed, and in which order they are shown. */
import type { Candidate, CandidateKind } from "./candidates.ts";
import { abbreviation } from "./abbreviation.ts";

export interface Ranked {
  readonly candidates: readonly Candidate[];
  /** So many of them begin with what was typed; it abbreviates the others. */
  readonly exact: number;
}

/** From so many letters on, names that they abbreviate are shown too. */
const FUZZY_LETTERS = 2;

/** Above every score of an abbreviation. */
const EXACT = 1_000_000;

const ORDER: Readonly<Record<CandidateKind, number>> = {
  value: 0,
  option: 1,
  topic: 2,
  subject: 2,
  field: 3,
  column: 3,
  table: 4,
  view: 4,
  connection: 5,
  job: 5,
  setting: 5,
  file: 5,
  command: 5,
  type: 6,
  keyword: 7,
  function: 8,
  proposal: 9,
};

/**
 * Those that begin with `typed`, then those that it abbreviates, the best first; then by kind, those whose names `isRecent`
 * knows, and as they came. What is there already is no candidate when it is the only one.
 */
export function ranked(
  typed: string,
  candidates: readonly Candidate[],
  isRecent: (name: string) => boolean = () => false,
): Ranked {
  const query = typed.toLowerCase();
  const seen = new Set<string>();
  const rows: { readonly candidate: Candidate; readonly score: number; readonly order: number }[] = [];
  for (const candidate of candidates) {
    const name = nameOf(candidate);
    if (seen.has(candidate.text)) continue;
    const score = scoreOf(query, name.toLowerCase());
    if (score === undefined) continue;
    seen.add(candidate.text);
    const recent = candidate.kind !== "keyword" && isRecent(name.toLowerCase());
    rows.push({ candidate, score, order: ORDER[candidate.kind ?? "value"] * 2 + (recent ? 0 : 1) });
  }
  if (rows.length === 1 && rows[0]?.candidate.text === typed) return { candidates: [], exact: 0 };
  rows.sort((a, b) => b.score - a.score || a.order - b.order);
  return {
    candidates: rows.map(({ candidate }) => candidate),
    exact: rows.filter(({ score }) => score === EXACT).length,
  };
}

export function nameOf({ name, text }: Candidate): string {
  return name ?? text;
}

/** {@link EXACT} for one that begins with the query; undefined when it does not fit. */
function scoreOf(query: string, name: string): number | undefined {
  if (name.startsWith(query)) return EXACT;
  const cuts = query.length < FUZZY_LETTERS ? undefined : abbreviation(query, name);
  return cuts === undefined ? undefined : -cuts;
}
