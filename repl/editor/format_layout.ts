/** Where a statement on one line is cut into lines: at clauses, then at commas and conditions, then inside of brackets. */
import { AFTER_FROM, JOIN_WORDS } from "../../sql/clause_words.ts";
import { lex } from "../../sql/lexer.ts";
import type { TokenType } from "../../sql/token.ts";
import { Comma, K, LeftBracket, LeftParen, RightBracket, RightParen } from "../../sql/tokens.ts";

const WIDTH = 80;
const INDENT = 2;

/** A token, or brackets with what is in them. */
interface Node {
  readonly type: TokenType;
  /** Of a bracket: the opening one. */
  readonly text: string;
  /** A blank stands before it. */
  readonly spaced: boolean;
  readonly inside: Node[] | undefined;
  /** The bracket that closes it. */
  close: string;
}

const CLAUSES: ReadonlySet<TokenType> = new Set([K.select, K.from, ...AFTER_FROM]);
/** A clause's own words, before its list. */
const HEADS: ReadonlySet<TokenType> = new Set([K.select, K.distinct, K.from, K.group, K.order, K.by, K.values, K.with]);

/** The same tokens, with other blanks between them. What has lines already, the printer has laid out. */
export function laidOut(statement: string): string {
  return statement.includes("\n") ? statement : lines(nodesOf(statement), 0);
}

function nodesOf(statement: string): Node[] {
  const top: Node[] = [];
  const open: Node[] = [];
  let end = 0;
  for (const token of lex(statement)) {
    const spaced = token.startOffset > end && end > 0;
    const text = statement.slice(token.startOffset, token.endOffset + 1);
    end = token.endOffset + 1;
    const { tokenType: type } = token;
    const list = open.at(-1)?.inside ?? top;
    if (type === LeftParen || type === LeftBracket) {
      const node: Node = { type, text, spaced, inside: [], close: "" };
      list.push(node);
      open.push(node);
    } else if ((type === RightParen || type === RightBracket) && open.length > 0) {
      const node = open.pop();
      if (node) node.close = text;
    } else list.push({ type, text, spaced, inside: undefined, close: "" });
  }
  return top;
}

/** The first line begins where the cursor is, the others `indent` columns from the left. */
function lines(nodes: readonly Node[], indent: number): string {
  const whole = flat(nodes);
  if (indent + whole.length <= WIDTH) return whole;
  const clauses = nodes.some(({ type }) => type === K.select) ? cutBefore(nodes, beginsClause) : [nodes];
  return clauses.map((clause) => clauseLines(clause, indent)).join(lineBreak(indent));
}

function clauseLines(clause: readonly Node[], indent: number): string {
  const whole = flat(clause);
  if (indent + whole.length <= WIDTH) return whole;
  const headLength = clause.findIndex(({ type }) => !HEADS.has(type));
  const items = cutBehind(clause.slice(headLength), ({ type }) => type === Comma);
  if (items.length > 1) {
    const isList = headLength === 0;
    const at = isList ? indent : indent + INDENT;
    const listed = items.map((item) => inLine(item, at)).join(lineBreak(at));
    return isList ? listed : `${flat(clause.slice(0, headLength))}${lineBreak(at)}${listed}`;
  }
  const at = indent + INDENT;
  const conditions = cutBefore(clause, isConnective);
  if (conditions.length > 1) return conditions.map((one) => inLine(one, at)).join(lineBreak(at));
  return inLine(clause, indent);
}

/** Nodes one behind the other; brackets that do not fit have lines of their own. */
function inLine(nodes: readonly Node[], indent: number): string {
  let out = "";
  for (const [index, node] of nodes.entries()) {
    if (index > 0 && node.spaced) out += " ";
    const column = out.length - (out.lastIndexOf("\n") + 1) + (out.includes("\n") ? 0 : indent);
    if (node.inside === undefined || node.inside.length === 0 || column + flat([node]).length <= WIDTH) {
      out += flat([node]);
    } else {
      const inner = indent + INDENT;
      out += node.text + lineBreak(inner) + insideLines(node.inside, inner) + lineBreak(indent) + node.close;
    }
  }
  return out;
}

/** What stands in brackets that were broken: a query, or a list with an element on each line. */
function insideLines(nodes: readonly Node[], indent: number): string {
  const items = cutBehind(nodes, ({ type }) => type === Comma);
  if (items.length === 1 || nodes.some(({ type }) => type === K.select)) return lines(nodes, indent);
  return items.map((item) => inLine(item, indent)).join(lineBreak(indent));
}

function flat(nodes: readonly Node[]): string {
  return nodes.map(({ text, spaced, inside, close }, index) =>
    (spaced && index > 0 ? " " : "") + text + (inside ? flat(inside) : "") + close
  ).join("");
}

function lineBreak(indent: number): string {
  return `\n${" ".repeat(indent)}`;
}

/** Not the FROM of `IS DISTINCT FROM`, not the join word behind another one, not `left(…)`. */
function beginsClause(node: Node, before: Node | undefined, after: Node | undefined): boolean {
  if (JOIN_WORDS.has(node.type)) {
    return after?.inside === undefined && (before === undefined || !JOIN_WORDS.has(before.type));
  }
  return CLAUSES.has(node.type) && !(node.type === K.from && before?.type === K.distinct);
}

/** AND and OR, but not the AND of BETWEEN. */
function isConnective(node: Node, _: Node | undefined, __: Node | undefined, since: readonly Node[]): boolean {
  if (node.type === K.or) return true;
  const count = (type: TokenType) => since.filter((one) => one.type === type).length;
  return node.type === K.and && count(K.between) <= count(K.and);
}

type Cut = (node: Node, before: Node | undefined, after: Node | undefined, since: readonly Node[]) => boolean;

function cutBefore(nodes: readonly Node[], cut: Cut): Node[][] {
  const parts: Node[][] = [[]];
  for (const [index, node] of nodes.entries()) {
    const part = parts.at(-1) ?? [];
    if (index > 0 && cut(node, nodes[index - 1], nodes[index + 1], part)) parts.push([node]);
    else part.push(node);
  }
  return parts;
}

function cutBehind(nodes: readonly Node[], cut: (node: Node) => boolean): Node[][] {
  return cutBefore(nodes, (_, before) => before !== undefined && cut(before));
}
