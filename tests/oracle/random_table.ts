/** Tables of random rows, and streams of messages that lead to them. */
import type { Value } from "../../schema/types.ts";
import type { Choices } from "./choices.ts";
import { type Kind, TABLE_COLUMNS, TEXTS } from "./random_query.ts";

export interface RandomTable {
  readonly name: string;
  /** The source takes changes: Debezium messages. */
  readonly updating: boolean;
  /** In the order of {@link TABLE_COLUMNS}; the first value is unique. */
  readonly rows: readonly (readonly Value[])[];
}

const BIG = [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, 2n ** 53n, -5_000_000_000n];
const FLOAT = [0, 0.1, -0.1, 1e300, -1e300, 5e-324, 1.7976931348623157e308, 123456.789];

export function randomTable(choices: Choices, name: string): RandomTable {
  const count = choices.pick([15, 30, 60, 20, 40, 25, 50, 12, 1, 0]);
  const rows = Array.from({ length: count }, (_, id) => [BigInt(id), ...othersOf(choices)]);
  return { name, updating: choices.chance(50), rows };
}

function othersOf(choices: Choices): Value[] {
  return TABLE_COLUMNS.slice(1).map(({ kind }) => choices.chance(15) ? null : valueOf(choices, kind));
}

function valueOf(choices: Choices, kind: Kind): Value {
  switch (kind) {
    case "small":
      return BigInt(choices.below(7)) - 2n;
    case "big":
      return choices.pick(BIG);
    case "half":
      return (choices.below(9) - 4) / 4;
    case "float":
      return choices.pick(FLOAT);
    case "text":
      return choices.pick(TEXTS);
    case "bool":
      return choices.chance(50);
  }
}

export const COLUMN_TYPES: Readonly<Record<Kind, { readonly ours: string; readonly sqlite: string }>> = {
  small: { ours: "BIGINT", sqlite: "INTEGER" },
  big: { ours: "BIGINT", sqlite: "INTEGER" },
  half: { ours: "DOUBLE", sqlite: "REAL" },
  float: { ours: "DOUBLE", sqlite: "REAL" },
  text: { ours: "TEXT", sqlite: "TEXT" },
  bool: { ours: "BOOLEAN", sqlite: "INTEGER" },
};

/** Messages in random order after which the rows of the table stand. */
export function messagesOf(choices: Choices, table: RandomTable): string[] {
  if (!table.updating) return choices.shuffled(table.rows).map(jsonOf);
  const histories = table.rows.map((row) => historyOf(choices, row));
  const passing = choices.below(table.rows.length + 1);
  for (let i = 0; i < passing; i++) histories.push(passingHistory(choices, [BigInt(1000 + i), ...othersOf(choices)]));
  return interleaved(choices, histories);
}

/** Changes of one id that end with the row. */
function historyOf(choices: Choices, row: readonly Value[]): string[] {
  const versions = [...Array.from({ length: choices.below(3) }, () => [row[0]!, ...othersOf(choices)]), row];
  const history: string[] = [];
  let before: readonly Value[] | undefined;
  for (const version of versions) {
    if (before !== undefined && choices.chance(30)) {
      history.push(change("d", before, undefined));
      before = undefined;
    }
    history.push(change(before === undefined ? choices.pick(["c", "r"]) : "u", before, version));
    before = version;
  }
  return history;
}

/** Changes of one id that leave nothing. */
function passingHistory(choices: Choices, row: readonly Value[]): string[] {
  return [...historyOf(choices, row), change("d", row, undefined)];
}

function interleaved(choices: Choices, histories: readonly (readonly string[])[]): string[] {
  const left = histories.filter((history) => history.length > 0).map((history) => [...history]);
  const all: string[] = [];
  while (left.length > 0) {
    const at = choices.below(left.length);
    all.push(left[at]!.shift()!); // none is empty
    if (left[at]!.length === 0) left.splice(at, 1); // there is one
  }
  return all;
}

function change(op: string, before: readonly Value[] | undefined, after: readonly Value[] | undefined): string {
  const side = (row: readonly Value[] | undefined) => row === undefined ? "null" : jsonOf(row);
  return `{"before":${side(before)},"after":${side(after)},"op":"${op}"}`;
}

function jsonOf(row: readonly Value[]): string {
  const members = TABLE_COLUMNS.map(({ name }, i) => `"${name}":${jsonValue(row[i] ?? null)}`);
  return `{${members.join(",")}}`;
}

function jsonValue(value: Value): string {
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}
