/** Parameters that a CREATE FUNCTION may have: functions are written for columns, so columns of the catalog with their types. */
import type { Catalog } from "../../schema/catalog.ts";
import { typeName } from "../../schema/types.ts";
import { isArgumentName } from "../../sql/bind/user_function.ts";
import { lex, quoteIdentifier } from "../../sql/lexer.ts";
import { isOf, nameValue, type Token } from "../../sql/token.ts";
import { AnyWord, Comma, K, LeftParen } from "../../sql/tokens.ts";
import type { Candidate } from "./candidates.ts";
import type { Place } from "./place.ts";

/** Columns of tables that `isRecent` knows come first. */
export function parameterCandidates(
  { before }: Place,
  catalog: Pick<Catalog, "tables">,
  isRecent: (name: string) => boolean = () => false,
): Candidate[] {
  const given = parametersBefore(before);
  if (given === undefined) return [];
  const rank = (name: string) => isRecent(name.toLowerCase()) ? 0 : 1;
  return catalog.tables().toSorted((a, b) => rank(a.name) - rank(b.name)).flatMap(({ name: table, columns }) =>
    columns.filter(({ name, hidden }) => !hidden && isArgumentName(name) && !given.has(name)).map((
      { name, type },
    ): Candidate => ({
      text: `${asArgument(name)} ${typeName(type)}`,
      name,
      kind: "column",
      detail: typeName(type),
      doc: `of ${table}`,
    }))
  );
}

/** Names in `CREATE FUNCTION f(…` that is open, when another one is to come; undefined elsewhere. */
function parametersBefore(before: readonly Token[]): ReadonlySet<string> | undefined {
  const open = before.findIndex(({ tokenType }) => tokenType === LeftParen);
  const isFunction = before.slice(0, Math.max(0, open)).some(({ tokenType }) => tokenType === K.function);
  if (before[0]?.tokenType !== K.create || !isFunction) return undefined;
  const names = new Set<string>();
  let depth = 0;
  let isStart = false;
  for (const token of before.slice(open)) {
    if (isStart && isOf(token, AnyWord)) names.add(nameValue(token));
    depth += depthOf(token);
    isStart = depth === 1 && (token.tokenType === LeftParen || token.tokenType === Comma);
    if (depth === 0) return undefined;
  }
  return isStart ? names : undefined;
}

/** How much deeper it is behind the token: `<` and `>` are brackets of types here. */
function depthOf({ image }: Token): number {
  if (/^[([<]$/.test(image)) return 1;
  return /^[)\]>]+$/.test(image) ? -image.length : 0;
}

/** The name keeps its case without quotes: TypeScript sees it as it stands here. */
function asArgument(name: string): string {
  const tokens = lex(name);
  const isFree = tokens.length === 1 && quoteIdentifier(name.toLowerCase()) === name.toLowerCase();
  return isFree ? name : quoteIdentifier(name);
}
