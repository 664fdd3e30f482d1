/**
 * Case files of completion: `cases/complete/*.sql`. A case is a text between `---- ` and the next line that begins so,
 * its last line the candidates at `$0`; `world.sql` is what is defined. `UPDATE=1` writes what comes out.
 */
import assert from "node:assert/strict";
import { completionAt } from "../repl/completion/complete.ts";
import { placeAt } from "../repl/completion/place.ts";
import { signatureAt } from "../repl/completion/signature.ts";
import { builtInFunctions } from "../repl/completion/functions.ts";
import { highlight } from "../repl/editor/language.ts";
import { splitStatements } from "../sql/split.ts";
import { completeWorld, completionText } from "./cases/complete/complete_world.ts";

const FOLDER = new URL("./cases/complete/", import.meta.url);
const UPDATE = Deno.env.get("UPDATE") === "1";
const CURSOR = "$0";
const TITLE = /^---- /m;

interface Case {
  /** With the cursor in it. */
  readonly text: string;
  readonly expected: string;
}

function casesOf(file: string): { readonly head: string; readonly cases: readonly Case[] } {
  const [head = "", ...blocks] = file.split(TITLE);
  const cases = blocks.map((block): Case => {
    const lines = block.split("\n").slice(0, -1);
    return { text: lines.slice(0, -1).join("\n"), expected: lines.at(-1) ?? "" };
  });
  return { head, cases };
}

const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => name.endsWith(".sql") && name !== "world.sql").sort();

for (const name of names) {
  Deno.test(`complete/${name} gives what it says`, async () => {
    const url = new URL(name, FOLDER);
    const { head, cases } = casesOf(await Deno.readTextFile(url));
    assert.ok(cases.length > 0);
    await using world = await completeWorld();
    const found = cases.map(({ text }) => {
      const cursor = text.indexOf(CURSOR);
      return completionText(completionAt(text.replace(CURSOR, ""), cursor, world.sources));
    });
    const written = cases.map(({ text }, at) => `---- ${text}\n${found[at]}\n`).join("");
    if (UPDATE) await Deno.writeTextFile(url, head + written);
    else assert.equal(head + written, head + cases.map(({ text, expected }) => `---- ${text}\n${expected}\n`).join(""));
  });
}

Deno.test("completionAt and highlight take every beginning of every case statement", async () => {
  await using world = await completeWorld();
  for (const beginning of beginnings()) {
    const { length } = beginning;
    let at = 0;
    for (const token of highlight(beginning)) {
      assert.ok(token.start >= at && token.end > token.start && token.end <= length, beginning);
      at = token.end;
    }
    const { from, to = length } = completionAt(beginning, length, world.sources, false);
    assert.ok(from <= length && to >= length, beginning);
    const place = placeAt(beginning, length);
    if (place) signatureAt(place, builtInFunctions());
  }
});

/** Each once; `HOSTILE=all` all of them, else a few thousand that `HOSTILE_SEED` chooses. */
function* beginnings(): Generator<string> {
  const seen = new Set<string>();
  const step = Deno.env.get("HOSTILE") === "all" ? 1 : 17;
  const first = Number(Deno.env.get("HOSTILE_SEED") ?? 0) % step;
  for (const statement of statementsOfCases()) {
    for (let end = 0; end <= statement.length; end++) {
      const beginning = statement.slice(0, end);
      if (seen.has(beginning)) continue;
      seen.add(beginning);
      if (seen.size % step === first) yield beginning;
    }
  }
}

/** Of all kinds, none twice. */
function statementsOfCases(): Set<string> {
  const statements = new Set<string>();
  for (const kind of ["parse", "run", "error", "plan"]) {
    const folder = new URL(`./cases/${kind}/`, import.meta.url);
    for (const { name } of Deno.readDirSync(folder)) {
      if (!name.endsWith(".sql")) continue;
      const [sql = ""] = Deno.readTextFileSync(new URL(name, folder)).split(TITLE);
      for (const { text } of splitStatements(sql)) statements.add(text);
    }
  }
  for (const name of names) {
    const { cases } = casesOf(Deno.readTextFileSync(new URL(name, FOLDER)));
    for (const { text } of cases) statements.add(text.replace(CURSOR, ""));
  }
  return statements;
}
