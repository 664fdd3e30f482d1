import assert from "node:assert/strict";
import { processEnvironment } from "../../engine/environment.ts";
import { parseScript } from "../../sql/parse.ts";
import { ERROR_CODES } from "./error_codes.ts";
import { functionHelps, matchingFunctions } from "./functions.ts";
import { helpLines, helpOn } from "./help.ts";
import { EXAMPLE_TABLES } from "./statement.ts";
import { statementHelp, STATEMENTS } from "./statements.ts";
import { openTestSession } from "../../tests/open_session.ts";

/** Statements that look at a cluster, or at a job that is not there. */
const ELSEWHERE = /^(STOP|PAUSE|RESUME|RESTART) JOB|^TEST|FROM TOPIC|^SHOW TOPICS/;

Deno.test("STATEMENTS have examples that parse, and that are carried out or bound over the example tables", async () => {
  const environment = processEnvironment(undefined, () => {});
  for (const { name, examples } of STATEMENTS) {
    await using session = await openTestSession({
      environment,
    });
    for (const sql of [...EXAMPLE_TABLES, ...examples]) {
      const { statements, errors } = parseScript(`${sql};`);
      assert.deepEqual(errors, [], `${name}: ${sql}`);
      if (ELSEWHERE.test(sql)) continue;
      for (const statement of statements) {
        await session.run(statement).catch((error) => assert.fail(`${name}: ${sql}: ${error.message}`));
      }
    }
  }
});

Deno.test("STATEMENTS refer to statements that there are, and have one entry per name", () => {
  const names = STATEMENTS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
  for (const { see = [] } of STATEMENTS) for (const name of see) assert.ok(names.includes(name), name);
});

Deno.test("statementHelp takes what a person begins to write", () => {
  assert.equal(statementHelp("create   table")?.name, "CREATE TABLE");
  assert.equal(statementHelp("create table orders as")?.name, "CREATE TABLE");
  assert.equal(statementHelp("left join")?.name, "JOIN");
  assert.equal(statementHelp("frobnicate"), undefined);
});

Deno.test("functionHelps have examples that parse, whatever kind they are of", () => {
  for (const { name, examples } of functionHelps()) {
    for (const { sql } of examples) assert.deepEqual(parseScript(`${sql};`).errors, [], `${name}: ${sql}`);
  }
});

Deno.test("matchingFunctions finds by a part of the name, by a shape, and puts the exact name first", () => {
  const names = (pattern: string) => matchingFunctions(functionHelps(), pattern).map(({ name }) => name);
  assert.equal(names("abs")[0], "abs");
  assert.ok(names("json_*").length > 2 && names("json_*").every((name) => name.startsWith("json_")));
  assert.equal(names("round")[0], "round");
  assert.deepEqual(names("(no such.*"), []);
});

Deno.test("helpOn explains statements, functions, options, formats, error codes, keys and commands", () => {
  assert.match(
    helpOn("CREATE TABLE").join("\n"),
    /^CREATE TABLE\n[^]*WATERMARK FOR column[^]*\n {2}CREATE TABLE clicks .*;\n/,
  );
  assert.match(helpOn("upper").join("\n"), /^upper\([^]*SELECT upper\('.*'\);\n {4}→ /);
  assert.match(helpOn("sum").join("\n"), /aggregate[^]*FROM \(VALUES/);
  assert.match(helpOn("tumble").join("\n"), /WINDOW[^]*tumble\(width\)/);
  assert.match(helpOn("'source.offset'").join("\n"), /source\.offset = earliest, latest[^]*In: tables of kafka/);
  assert.match(helpOn("auth.password").join("\n"), /never shown/);
  assert.match(helpOn("updating_ttl").join("\n"), /In: SET/);
  assert.match(helpOn("avro").join("\n"), /format = 'avro'/);
  assert.match(helpOn("kafka").join("\n"), /Options of connections: bootstrap_servers/);
  assert.match(helpOn("unreachable").join("\n"), /Error code unreachable/);
  assert.match(helpOn("keys").join("\n"), /Ctrl-R +search the history/);
  const commands = [{ name: "\\x", args: "[on|off]", doc: "one column per line" }];
  assert.deepEqual(helpOn("\\x", { commands }), ["\\x [on|off]", "  one column per line"]);
});

Deno.test("helpOn says what may have been meant", () => {
  assert.match(helpOn("slect")[0] ?? "", /No help on 'slect'\. Did you mean select/);
  assert.match(helpOn("uper")[0] ?? "", /Did you mean upper/);
  assert.match(helpOn("qqqqqqqqqq")[0] ?? "", /^No help on 'qqqqqqqqqq'\. \\\?/);
});

Deno.test("helpLines marks what can be run", () => {
  assert.ok(helpLines("insert").some(({ kind, text }) => kind === "sql" && text.startsWith("INSERT INTO")));
});

Deno.test("ERROR_CODES are codes that errors have", async () => {
  const used = new Set<string>();
  for (const folder of ["sql", "engine", "schema", "connectors", "repl"]) {
    for await (const text of sources(new URL(`../../${folder}/`, import.meta.url))) {
      for (const [, code = ""] of text.matchAll(/"([a-z_]+)"/g)) used.add(code);
    }
  }
  assert.deepEqual(Object.keys(ERROR_CODES).filter((code) => !used.has(code)), []);
});

async function* sources(folder: URL): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts") && !/test|error_codes/.test(name)) {
      yield await Deno.readTextFile(new URL(name, folder));
    }
  }
}
