/** A proposal as the text of an ordinary CREATE TABLE, with comments that say what it rests on. */
import { intervalLiteral } from "../../schema/inference/event_time.ts";
import type { Proposal, ProposedColumn, ProposedOption } from "../../schema/inference/proposal.ts";
import { typeName, withNullableMembers } from "../../schema/types.ts";
import type * as ast from "../../sql/ast.ts";
import { quoteIdentifier } from "../../sql/lexer.ts";
import { parseStatement } from "../../sql/parse.ts";
import { printStatement } from "../../sql/print.ts";

/**
 * The statement without `;`. Its name, clauses and options are those of `statement`, whose options stand before the proposed
 * ones. Secrets appear as they are.
 */
export function proposedStatement(statement: FromTopic, proposal: Proposal): string {
  const draft = parseStatement(draftOf(proposal)).statement as ast.CreateTable;
  const { name, orReplace, ifNotExists } = statement;
  const printed = printStatement({
    ...draft,
    name,
    orReplace,
    ifNotExists,
    options: [...statement.options, ...draft.options],
  });
  const { columns, watermark, options } = proposal;
  const comments = [
    undefined,
    ...columns.map(({ comment }) => comment),
    ...(watermark === undefined ? [] : [watermark.comment]),
    ...(columns.some(({ key }) => key) ? [undefined] : []),
    undefined,
    ...statement.options.map(() => undefined),
    ...options.map(({ comment }) => comment),
  ];
  return [...proposal.notes.map((note) => `-- ${note}`), ...commented(printed.split("\n"), comments)].join("\n");
}

/** What the proposed statement takes over. */
export type FromTopic = Pick<ast.CreateTable, "name" | "orReplace" | "ifNotExists" | "options">;

function draftOf({ columns, watermark, options }: Proposal): string {
  const key = columns.filter((column) => column.key).map(({ name }) => quoteIdentifier(name));
  const elements = [
    ...columns.map(columnText),
    ...(watermark === undefined ? [] : [watermarkText(watermark)]),
    ...(key.length === 0 ? [] : [`PRIMARY KEY (${key.join(", ")})`]),
  ];
  const settings = options.map(optionText);
  return `CREATE TABLE t (${elements.join(", ")})${settings.length > 0 ? ` WITH (${settings.join(", ")})` : ""}`;
}

function columnText({ name, type, metadata, notNull }: ProposedColumn): string {
  const constraint = metadata !== undefined ? ` METADATA FROM '${metadata}'` : notNull === true ? " NOT NULL" : "";
  return `${quoteIdentifier(name)} ${typeName(withNullableMembers(type))}${constraint}`;
}

function watermarkText({ column, delay }: NonNullable<Proposal["watermark"]>): string {
  const name = quoteIdentifier(column);
  return `WATERMARK FOR ${name} AS ${name} - ${intervalLiteral(delay)}`;
}

function optionText({ key, value }: ProposedOption): string {
  return `'${key}' = ${value === true ? "TRUE" : `'${value.replaceAll("'", "''")}'`}`;
}

/** A longer line has its comment right behind it, so that one long type does not push all comments away. */
const COMMENT_COLUMN = 60;

/** Each line with the comment of the same place behind it, below each other where that leaves them near. */
function commented(lines: readonly string[], comments: readonly (string | undefined)[]): readonly string[] {
  const lengths = lines.filter((line, i) => comments[i] !== undefined && line.length <= COMMENT_COLUMN)
    .map((line) => line.length);
  const column = Math.max(0, ...lengths);
  return lines.map((line, i) => {
    const comment = comments[i];
    return comment === undefined ? line : `${line.padEnd(column)}  -- ${comment}`;
  });
}
