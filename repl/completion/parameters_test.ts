import assert from "node:assert/strict";
import { CONNECTORS } from "../../connectors/mod.ts";
import { processEnvironment } from "../../engine/environment.ts";
import { Session } from "../../engine/session.ts";
import { FORMATS } from "../../schema/formats/mod.ts";
import { parseScript } from "../../sql/parse.ts";
import type { Candidate } from "./candidates.ts";
import { parameterCandidates } from "./parameters.ts";
import { placeAt } from "./place.ts";

/** What is offered at the end of a text, beside tables that statements define. */
async function offered(definitions: string, text: string, recent = ""): Promise<readonly Candidate[]> {
  await using session = await Session.open({
    environment: processEnvironment(undefined, () => {}),
    connectors: CONNECTORS,
    formats: FORMATS,
    catalogFile: undefined,
    saving: false,
    interactive: false,
  });
  for (const statement of parseScript(definitions).statements) await session.run(statement);
  const place = placeAt(text, text.length);
  assert.ok(place);
  return parameterCandidates(place, session.definitions, (name) => name === recent);
}

const TABLES =
  `CREATE TABLE a (x INT) WITH (connector = 'datagen'); CREATE TABLE b (y TEXT) WITH (connector = 'datagen');`;

Deno.test("parameterCandidates puts columns of tables first that were used recently, and names the table", async () => {
  const shown = (found: readonly Candidate[]) => found.map(({ text, doc }) => `${text} ${doc}`);
  assert.deepEqual(shown(await offered(TABLES, "CREATE FUNCTION f(")), ["x INT of a", "y TEXT of b"]);
  assert.deepEqual(shown(await offered(TABLES, "CREATE FUNCTION f(", "b")), ["y TEXT of b", "x INT of a"]);
});

Deno.test("parameterCandidates writes names as TypeScript sees them, and leaves out those that it cannot have", async () => {
  const odd = `CREATE TABLE t ("userId" INT, "Zip code" INT, "class" INT, "from" INT) WITH (connector = 'datagen');`;
  const found = await offered(odd, "CREATE FUNCTION f(");
  assert.deepEqual(found.map(({ text }) => text), ["userId INT", `"from" INT`]);
});

Deno.test("parameterCandidates offers nothing where no parameter begins", async () => {
  for (const text of ["CREATE TABLE t (", "CREATE FUNCTION f(x ", "CREATE FUNCTION f(x STRUCT<a INT, ", "SELECT f("]) {
    assert.deepEqual(await offered(TABLES, text), [], text);
  }
});
