import assert from "node:assert/strict";
import { SqlError } from "../schema/errors.ts";
import { parseScript, parseStatement } from "./parse.ts";

Deno.test("parseScript gives each statement with its place, and the first error of each wrong one", () => {
  const script = "SELECT 1;\n SELECT FROM; -- x\nSHOW TABLES;DROP x y z";
  const { statements, errors } = parseScript(script);
  assert.deepEqual(statements.map(({ text, span }) => [text, script.slice(span.start, span.end)]), [
    ["SELECT 1", "SELECT 1"],
    ["SHOW TABLES", "SHOW TABLES"],
  ]);
  const places = errors.map(({ diagnostic: { span, source } }) => source?.slice(span?.start, span?.end));
  assert.deepEqual(places, ["FROM", "x"]);
  assert.ok(errors.every(({ diagnostic }) => diagnostic.code === "syntax" && diagnostic.source === script));
});

Deno.test("parseScript of an empty text has no statements and no errors", () => {
  assert.deepEqual(parseScript(" ;; -- nothing\n"), { statements: [], errors: [] });
});

Deno.test("parseStatement gives spans within the statement, wherever it stands", () => {
  const { statement, text } = parseStatement("\n\n  DROP TABLE orders ;");
  assert.ok(statement.kind === "drop");
  assert.equal(text.slice(statement.name.span.start, statement.name.span.end), "orders");
});

Deno.test("parseStatement refuses two statements, and none", () => {
  assert.throws(() => parseStatement("SELECT 1; SELECT 2"), SqlError);
  assert.throws(() => parseStatement(" "), SqlError);
});

Deno.test("parseStatement replaces variables by values that stay values", () => {
  const { statement } = parseStatement('SELECT * FROM :"t" LIMIT :n', { variables: { t: "a; DROP", n: "3" } });
  assert.ok(statement.kind === "query" && statement.body.kind === "select" && statement.limit?.kind === "number");
  const [table] = statement.body.from;
  assert.ok(table?.kind === "table" && table.name.name === "a; DROP");
});

Deno.test("SqlError of a syntax error lists what could have stood there", () => {
  const [error] = parseScript("SELECT a b c FROM t").errors;
  assert.deepEqual(error?.diagnostic.expected?.slice(0, 2), ['","', "FROM"]);
});

Deno.test("parseScript takes 200 levels of brackets and refuses 10,000 of anything that nests", () => {
  const nest = (open: string, core: string, close: string, n: number) => open.repeat(n) + core + close.repeat(n);
  assert.deepEqual(parseScript(`SELECT ${nest("(", "1", ")", 200)}`).errors, []);
  const deep = [
    `SELECT ${nest("(", "1", ")", 10_000)}`,
    `SELECT ${nest("f(", "1", ")", 10_000)}`,
    `SELECT ${nest("CASE WHEN a THEN ", "1", " END", 10_000)}`,
    `SELECT ${nest("- ", "1", "", 10_000)}`,
    `SELECT ${nest("NOT ", "a", "", 10_000)}`,
    `SELECT ${nest("a OR ", "a", "", 10_000)}`,
    `SELECT a ${nest("[", "1", "]", 10_000)}`,
    `SELECT ${nest("(SELECT ", "1", ")", 10_000)}`,
    `SELECT * FROM ${nest("(SELECT * FROM ", "t", ")", 10_000)}`,
    `SELECT CAST(a AS ${nest("ARRAY<", "INT", ">", 10_000)})`,
    `SELECT 1 ${nest("UNION SELECT 1 ", "", "", 10_000)}`,
    `SELECT ${"(".repeat(10_000)}`,
  ];
  for (const text of deep) {
    const { errors: [error] } = parseScript(text);
    assert.match(error?.message ?? "", /too deep|Parenthesis|Expected/, text.slice(0, 40));
  }
});

Deno.test("parseScript stays linear: twice the text takes about twice the time", () => {
  const row = (n: number) => `  (${n}, 'text ${n}', a.b + ${n} * (c - 1), CASE WHEN x > ${n} THEN f(y, ${n}) END)`;
  const script = (n: number) => `INSERT INTO t VALUES\n${Array.from({ length: n }, (_, i) => row(i)).join(",\n")};\n`;
  const time = (text: string) => {
    const start = performance.now();
    assert.deepEqual(parseScript(text).errors, []);
    return performance.now() - start;
  };
  time(script(500));
  const short = Math.min(time(script(1250)), time(script(1250)));
  const long = Math.min(time(script(5000)), time(script(5000)));
  assert.ok(long < short * 4 * 4, `${short} ms for 1,250 lines, ${long} ms for 5,000`);
});

Deno.test("parseScript reports an error at the end of a long statement", () => {
  const rows = Array.from({ length: 5000 }, (_, i) => `(${i}, 'x')`).join(",\n");
  const [error] = parseScript(`INSERT INTO t VALUES ${rows} x`).errors;
  assert.match(error?.message ?? "", /after "\)", found "x"/);
});
