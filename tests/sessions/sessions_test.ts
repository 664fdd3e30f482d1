/**
 * The sessions in README.md and docs/ are what the program does. `UPDATE=1 deno test -A tests/sessions` plays them and writes what
 * comes out, and records the demo.
 */
import assert from "node:assert/strict";
import { normal } from "./normal.ts";
import { played, Recording } from "./recording.ts";
import { play } from "./session.ts";
import { AGENT, DEMO, SESSIONS } from "./sessions.ts";
import { assertShown, HOW, shownBlocks, UPDATE } from "./shown.ts";

const RECORDING = new URL("../../docs/demo.cast", import.meta.url);
/** Between two keys of the recording, in milliseconds. */
const PACE = 35;

for (const session of SESSIONS.filter((one) => one !== AGENT)) {
  Deno.test(`the documentation shows the session "${session.name}" as it is`, () => assertShown(session));
}

Deno.test("docs/demo.cast is a recording of the demo that the documentation shows", async () => {
  if (UPDATE) {
    const recording = new Recording(DEMO.cols, DEMO.rows, "Sluice: deno task demo");
    await play(DEMO, { pace: PACE, output: (bytes) => recording.write(bytes, performance.now()) });
    await Deno.writeTextFile(RECORDING, recording.text);
  }
  const shown = (await shownBlocks()).find(({ name }) => name === DEMO.name);
  const screen = await played(await Deno.readTextFile(RECORDING));
  assert.equal(normal(`$ ${DEMO.command}\n${screen}`), normal(shown?.text ?? ""), HOW);
});

Deno.test("every captured block is of a session, or of a shot in one", async () => {
  const names = SESSIONS.flatMap(({ name, steps }) => [
    name,
    ...steps.flatMap((step) => step.kind === "shot" ? [step.name] : []),
  ]);
  for (const { name } of await shownBlocks()) assert.ok(names.includes(name), name);
});
