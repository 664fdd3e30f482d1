/**
 * The sessions in README.md and docs/ are what the program does. `UPDATE=1 deno test -A tests/sessions` plays them and writes what
 * comes out, and records the demo.
 */
import assert from "node:assert/strict";
import { capturedBlocks, withCaptures } from "./captured_blocks.ts";
import { normal } from "./normal.ts";
import { played, Recording } from "./recording.ts";
import { type Captures, play } from "./session.ts";
import { DEMO, SESSIONS } from "./sessions.ts";

const ROOT = new URL("../../", import.meta.url);
const PAGES = ["README.md", "docs/shell.md"].map((page) => new URL(page, ROOT));
const RECORDING = new URL("docs/demo.cast", ROOT);
const UPDATE = Deno.env.get("UPDATE") === "1";
/** Between two keys of the recording, in milliseconds. */
const PACE = 35;

for (const session of SESSIONS) {
  Deno.test(`the documentation shows the session "${session.name}" as it is`, async () => {
    const captures = await play(session);
    if (UPDATE) await update(captures);
    const shown = (await Promise.all(PAGES.map((page) => Deno.readTextFile(page)))).flatMap(capturedBlocks);
    const here = shown.filter(({ name }) => captures.has(name));
    assert.ok(here.length > 0, `no page shows "${session.name}"`);
    for (const { name, text } of here) {
      assert.equal(normal(text), normal(captures.get(name) ?? ""), `${name} has changed: ${HOW}`);
    }
  });
}

const HOW = "UPDATE=1 deno test -A tests/sessions writes it anew; read the difference before you commit it";

async function update(captures: Captures): Promise<void> {
  for (const page of PAGES) {
    const text = await Deno.readTextFile(page);
    const updated = withCaptures(text, captures);
    if (updated !== text) await Deno.writeTextFile(page, updated);
  }
}

Deno.test("docs/demo.cast is a recording of the demo that the documentation shows", async () => {
  if (UPDATE) {
    const recording = new Recording(DEMO.cols, DEMO.rows, "Sluice: deno task demo");
    await play(DEMO, { pace: PACE, output: (bytes) => recording.write(bytes, performance.now()) });
    await Deno.writeTextFile(RECORDING, recording.text);
  }
  const [shown] = (await Promise.all(PAGES.map((page) => Deno.readTextFile(page)))).flatMap(capturedBlocks)
    .filter(({ name }) => name === DEMO.name);
  const screen = await played(await Deno.readTextFile(RECORDING));
  assert.equal(normal(`$ ${DEMO.command}\n${screen}`), normal(shown?.text ?? ""), HOW);
});

Deno.test("every captured block is of a session, or of a shot in one", () => {
  const names = SESSIONS.flatMap(({ name, steps }) => [
    name,
    ...steps.flatMap((step) => step.kind === "shot" ? [step.name] : []),
  ]);
  for (const page of PAGES) {
    for (const { name } of capturedBlocks(Deno.readTextFileSync(page))) assert.ok(names.includes(name), name);
  }
});
