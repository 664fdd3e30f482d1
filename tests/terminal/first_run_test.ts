/** What a newcomer sees at the first prompt. */
import assert from "node:assert/strict";
import { temporaryFolder } from "../program.ts";
import { leave, PROMPT, say, startShell } from "./shell_term.ts";
import { proposed, stopWhen, take } from "./tour_term.ts";

const HELLO = /sql> CREATE TABLE IF NOT EXISTS hello /;

Deno.test("The first shell greets in two lines and proposes a statement, which → takes and Enter runs; the second does not", async () => {
  await using folder = await temporaryFolder();
  const options = { env: { SLUICE_HISTORY: `${folder.path}/history` } };
  {
    await using term = await startShell(folder.path, options);
    await proposed(term, HELLO);
    const [first = "", second, third = ""] = term.screen();
    assert.match(first, /^Sluice \d+\.\d+\.\d+ · catalog in .*\/data$/);
    assert.equal(second, "Type \\help start for a tour, or press → to try this:");
    assert.match(third, /^sql> CREATE TABLE/);
    term.send("x");
    await term.waitFor(/sql> x$/);
    term.send("\x7f");
    await take(term, HELLO, "\x1b[C");
    assert.match(term.text(), /sql> CREATE TABLE [^]*\.\.\.> SELECT \* FROM hello;$/);
    term.send("\r");
    await stopWhen(term, / word\b.*\n Hello\n streams\n[^]*Ctrl-C stops/);
    await term.waitFor(/stopped reading hello: 2 rows[^]*sql> ?$/);
    await leave(term);
  }
  await using term = await startShell(folder.path, options);
  await term.waitFor(PROMPT);
  assert.match(term.text(), /\nType \\help start for a tour, \\\? for commands, \\q to leave\.\n/);
  await leave(term);
});

Deno.test("An empty Enter at the first prompt runs nothing and takes nothing", async () => {
  await using folder = await temporaryFolder();
  await using term = await startShell(folder.path, { env: { SLUICE_HISTORY: `${folder.path}/history` } });
  await proposed(term, HELLO);
  term.send("\r");
  await proposed(term, /sql>\nsql> CREATE TABLE/);
  await say(term, "SHOW TABLES;", /\n/);
  assert.doesNotMatch(term.text(), /Created table/);
  await leave(term);
});

Deno.test("Who sees no colours is proposed nothing that only colour tells from typed text", async () => {
  for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
    await using folder = await temporaryFolder();
    await using term = await startShell(folder.path, { env: { SLUICE_HISTORY: `${folder.path}/history`, ...env } });
    await term.waitFor(PROMPT);
    assert.match(term.text(), /Type \\help start for a tour, \\\?/);
    term.send("\\help start\r");
    await term.waitFor(/\[1\/6\][^]*\nSELECT order_id, .* FROM tour_orders;\n[^]*sql> ?$/);
    term.send("\x04");
    assert.equal(await term.exit, 0);
  }
});

Deno.test("A flag that only a script can obey is refused instead of the shell", async () => {
  for (const [flag, ...value] of [["--check"], ["--timeout", "1s"], ["--output", "rows.csv"]] as const) {
    await using folder = await temporaryFolder();
    await using term = await startShell(folder.path, { flags: [flag, ...value] });
    assert.equal(await term.exit, 2);
    assert.match(term.text(), new RegExp(`^Error: ${flag} is for scripts: `));
    await term.clean();
  }
});
