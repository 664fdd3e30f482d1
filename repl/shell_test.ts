import assert from "node:assert/strict";
import { processEnvironment } from "../engine/environment.ts";
import type { Session } from "../engine/session.ts";
import { isComplete } from "../sql/split.ts";
import { FakeTty } from "../tests/terminal/fake_tty.ts";
import { Editor } from "./editor/editor.ts";
import { History } from "./editor/history.ts";
import { Screen } from "./terminal/screen.ts";
import { Shell } from "./shell.ts";
import { Terminal } from "./terminal/terminal.ts";
import { openTestSession } from "../tests/open_session.ts";

/** Runs a shell whose person types `lines` and then is gone, when `ready`. */
async function hangUpAfter(
  lines: readonly string[],
  ready: (session: Session, tty: FakeTty) => boolean,
): Promise<void> {
  const environment = processEnvironment(undefined, () => {});
  await using session = await openTestSession({
    environment,
  });
  using tty = new FakeTty(120, 30);
  using terminal = new Terminal({ tty, env: (name) => name === "TERM" ? "xterm" : undefined });
  using screen = new Screen(terminal);
  let time = 0;
  const now = () => time++;
  const history = new History({ path: undefined, dir: "", mask: (sql) => sql, notice: assert.fail, now });
  using reader = new Editor({ terminal, screen, history, isComplete, highlight: () => [] });
  const shell = new Shell({
    session,
    terminal,
    screen,
    reader,
    history,
    variables: new Map([["rehearse", "off"]]),
    yes: false,
    limit: undefined,
    now,
  });
  const left = shell.run();
  for (const line of lines) tty.type(`${line}\r`);
  const deadline = performance.now() + 10_000;
  while (!ready(session, tty) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(ready(session, tty));
  tty.hangUp();
  await left;
}

const TICKS = "CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 100);";

Deno.test("Shell ends when its terminal is gone, although a job runs", async () => {
  const nowhere = "CREATE TABLE nowhere (n BIGINT UNSIGNED) WITH (connector = 'blackhole');";
  const insert = "INSERT INTO nowhere SELECT counter FROM ticks;";
  await hangUpAfter([TICKS, nowhere, insert], ({ jobs }) => jobs[0]?.state === "running");
});

Deno.test("Shell ends when its terminal is gone, although a query is watched", async () => {
  await hangUpAfter(
    [TICKS, "SELECT counter FROM ticks;"],
    ({ definitions }) => definitions.table("ticks") !== undefined,
  );
});

Deno.test("Shell saves statements with the values that their variables had, and no secret among them", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const path = `${dir}/day.sql`;
    const login = "'auth.type' = 'sasl', 'auth.mechanism' = 'PLAIN', 'auth.username' = 'u', 'auth.password' = :p";
    await hangUpAfter([
      "\\set day 1",
      "\\set p quince",
      "SELECT :day AS day;",
      "\\set day 2",
      `CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = 'localhost:1', ${login});`,
      `\\save ${path}`,
      TICKS,
    ], ({ definitions }) => definitions.table("ticks") !== undefined);
    const script = await Deno.readTextFile(path);
    assert.match(script, /\nSELECT 1 AS day;/);
    assert.match(script, /'auth\.password' = '\*\*\*'/);
    assert.ok(!script.includes("quince"));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("Shell ends when its terminal is gone, although a statement is replayed", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const path = `${dir}/slow.sql`;
    await Deno.writeTextFile(path, "SELECT counter FROM slow;");
    const began = performance.now();
    await hangUpAfter([
      "CREATE TABLE slow WITH (connector = 'impulse', event_rate = 1, message_count = 20);",
      `\\replay ${path} --check`,
    ], (_, { writes }) => writes.some((text) => text.includes("replaying 1 of 1")));
    assert.ok(performance.now() - began < 10_000);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
