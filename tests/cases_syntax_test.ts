/**
 * Case files of the parser. `cases/parse/*.sql`: every statement must parse, and printing it must give the same tree.
 * `cases/error/syntax_*.sql`: SQL, then `---- error` and the rendered diagnostics; `UPDATE=1` rewrites them.
 */
import assert from "node:assert/strict";
import { renderDiagnostic } from "../sql/diagnostic_text.ts";
import { EOF, tokenMatcher } from "chevrotain";
import { expected, expectedAfter } from "../sql/expected.ts";
import { tokenize } from "../sql/highlight.ts";
import { parseScript } from "../sql/parse.ts";
import { printStatement } from "../sql/print.ts";
import { lex } from "../sql/lexer.ts";
import { Token } from "../sql/token.ts";
import { isComplete, splitStatements, splitTokens } from "../sql/split.ts";

const CASES = new URL("./cases/", import.meta.url);
const SEPARATOR = "---- error\n";

function files(folder: string, pattern: RegExp): { readonly name: string; readonly url: URL; readonly text: string }[] {
  const directory = new URL(`${folder}/`, CASES);
  return [...Deno.readDirSync(directory)].filter(({ name }) => pattern.test(name))
    .map(({ name }) => ({ name, url: new URL(name, directory) }))
    .map((file) => ({ ...file, text: Deno.readTextFileSync(file.url) }))
    .sort((a, b) => a.name < b.name ? -1 : 1);
}

const parseCases = files("parse", /\.sql$/);
const errorCases = files("error", /^syntax_.*\.sql$/);

function withoutSpans(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => /^span$|Span$/.test(key) ? undefined : value));
}

for (const { name, text } of parseCases) {
  Deno.test(`parse/${name} parses, and each statement survives printing`, () => {
    const { statements, errors } = parseScript(text);
    assert.deepEqual(errors.map(({ diagnostic }) => renderDiagnostic(diagnostic)), []);
    assert.equal(statements.length, splitStatements(text).length);
    for (const { statement } of statements) {
      const printed = printStatement(statement);
      const again = parseScript(printed);
      assert.deepEqual(again.errors.map(({ diagnostic }) => renderDiagnostic(diagnostic)), []);
      assert.deepEqual(withoutSpans(again.statements[0]?.statement), withoutSpans(statement), printed);
    }
  });

  Deno.test(`parse/${name} has spans that lie within their statement and their parent`, () => {
    for (const { statement, text: own, span } of parseScript(text).statements) {
      assert.equal(text.slice(span.start, span.end), own);
      assert.deepEqual(statement.span, { start: 0, end: own.length });
      checkSpans(statement, own);
    }
  });

  Deno.test(`parse/${name} can be highlighted, split and completed at every place`, () => {
    for (const { text: own } of splitStatements(text)) {
      for (let end = 0; end <= own.length; end++) {
        const prefix = own.slice(0, end);
        const tokens = tokenize(prefix);
        assert.ok(tokens.every(({ span }, at) => span.start >= (tokens[at - 1]?.span.end ?? 0)));
        assert.equal(typeof isComplete(prefix), "boolean");
        if (end % 3 === 0) expected(prefix);
      }
    }
  });

  Deno.test(`parse/${name} is what may follow, token by token`, () => {
    for (const { text: own, tokens } of splitTokens(text, lex(text))) {
      for (let end = 0; end < tokens.length; end++) {
        const { tokens: following, furthest } = expectedAfter(tokens.slice(0, end));
        assert.ok(following.some(({ type }) => tokenMatcher(tokens[end] ?? EOF_TOKEN, type)), `${end} in ${own}`);
        assert.equal(furthest, end);
      }
      assert.equal(expectedAfter(tokens).complete, true, own);
    }
  });
}

const EOF_TOKEN = new Token(EOF, "", 0, 0);

function checkSpans(node: object, source: string, parent = { start: 0, end: source.length }): void {
  const span = "span" in node ? node.span as { start: number; end: number } : parent;
  const kind = JSON.stringify(node).slice(0, 80);
  assert.ok(span.start >= parent.start && span.end <= parent.end && span.start < span.end, `${kind} in ${source}`);
  for (const child of Object.values(node)) {
    if (typeof child !== "object" || child === null || child === span) continue;
    checkSpans(child, source, span);
  }
}

for (const { name, url, text } of errorCases) {
  Deno.test(`error/${name} is reported as written`, () => {
    const cut = text.indexOf(SEPARATOR);
    const sql = cut < 0 ? text : text.slice(0, cut);
    const { errors } = parseScript(sql);
    const rendered = errors.map(({ diagnostic }) => renderDiagnostic(diagnostic)).join("\n\n") + "\n";
    assert.ok(errors.length > 0);
    if (Deno.env.get("UPDATE") === "1") Deno.writeTextFileSync(url, sql + SEPARATOR + rendered);
    else assert.equal(rendered, cut < 0 ? "" : text.slice(cut + SEPARATOR.length));
  });
}
