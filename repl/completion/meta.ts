/** Meta commands and what stands behind them. */
import type { Candidate } from "./candidates.ts";

/** As the table of commands has them. */
export interface CommandWords {
  readonly name: string;
  readonly args: string;
  readonly doc: string;
}

/** Names of the kinds that commands take. */
export interface MetaNames {
  relations(): readonly Candidate[];
  connections(): readonly Candidate[];
  jobs(): readonly Candidate[];
  topics(): readonly Candidate[];
  functions(): readonly Candidate[];
  files(typed: string): readonly Candidate[];
}

export interface MetaPlace {
  /** The command, with its backslash; undefined: it is being typed itself. */
  readonly command: string | undefined;
  readonly from: number;
  readonly typed: string;
}

/** Undefined: the text is no meta command. */
export function metaPlaceAt(text: string, cursor: number): MetaPlace | undefined {
  const [, blank = "", name, gap, argument] = /^(\s*)(\\\S*)(?:(\s+)(.*))?$/s.exec(text.slice(0, cursor)) ?? [];
  if (name === undefined) return undefined;
  if (gap === undefined || argument === undefined) return { command: undefined, from: blank.length, typed: name };
  const word = /\S*$/.exec(argument)?.[0] ?? "";
  // A path may hold blanks; everything else is one word.
  const typed = TAKES.get(name) === "files" ? argument : word;
  return { command: name, from: cursor - typed.length, typed };
}

/** Where the words in the table of commands do not tell: `[NAME]` of a table, of a connection. */
const TAKES: ReadonlyMap<string, keyof MetaNames> = new Map([
  ["\\d", "relations"],
  ["\\d+", "relations"],
  ["\\df", "functions"],
  ["\\help", "functions"],
  ["\\h", "functions"],
  ["\\conninfo", "connections"],
  ["\\connect", "connections"],
  ["\\i", "files"],
  ["\\o", "files"],
  ["\\save", "files"],
  ["\\replay", "files"],
]);

export function metaCandidates(
  { command, typed }: MetaPlace,
  commands: readonly CommandWords[],
  names: MetaNames,
): readonly Candidate[] {
  if (command === undefined) {
    return commands.map(({ name, args, doc }) => ({ text: name, kind: "command", detail: args, doc }));
  }
  const args = commands.find(({ name }) => name === command)?.args ?? "";
  const words = wordsOf(args);
  const kind = TAKES.get(command) ?? kindOf(args);
  return kind === undefined ? words : [...words, ...names[kind](typed)];
}

/** `[on|off]`, `[--check]` */
function wordsOf(args: string): Candidate[] {
  return [...args.matchAll(/(?:--)?[a-z]+/g)].map(([text]) => ({ text, kind: "value" }));
}

function kindOf(args: string): keyof MetaNames | undefined {
  if (/\bFILE\b/.test(args)) return "files";
  if (/\bTOPIC\b/.test(args)) return "topics";
  return /\bN\b/.test(args) ? "jobs" : undefined;
}
