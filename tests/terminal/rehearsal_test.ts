/** INSERT in the shell: what it would write is shown, and a person decides. */
import assert from "node:assert/strict";
import { temporaryFolder } from "../program.ts";
import { ask, inShell, leave, leaveJobs, openShell, PROMPT, say, startShell } from "./shell_term.ts";
import type { Term } from "./term.ts";

const REHEARSES = { rehearses: true };
const QUESTION = /write\? \[y\/N\] ?$/;
const INSERT = "INSERT INTO out SELECT counter FROM ticks WHERE counter % 2 = 0;";

async function tables(term: Term, rate = 1000): Promise<void> {
  await say(term, `CREATE TABLE ticks WITH (connector = 'impulse', event_rate = ${rate});`, "Created table ticks");
  await say(
    term,
    "CREATE TABLE out (n BIGINT) WITH (connection_profile = 'local', topic = 'out', format = 'json', 'sink.key_field' = 'n', 'topic.partitions' = 3);",
    "Created table out",
  );
}

Deno.test(
  "The shell shows what an INSERT would write, and writes nothing unless the answer is yes",
  inShell(async (term) => {
    await tables(term);
    await ask(term, INSERT, QUESTION);
    const text = term.text();
    assert.match(text, /\n +n\n─+\n +0\n +2\n +4\n +6\n +8\nTarget {4}out: topic 'out', which would be created with 3/);
    assert.match(text, /\nKey {7}n; its hash chooses one of 3 partitions, as Java's client would\n/);
    assert.match(
      text,
      /\nEstimate {2}about [\d,]+ rows\/s, \d+ bytes each: .* \([\d,]+ of [\d,]+ rows read in \d\.\d s\)\n/,
    );
    term.send("maybe\r");
    await term.waitFor(/maybe\nNothing was written\nsql> ?$/);
    await say(term, "SHOW TOPICS;", /topic │ partitions.*\n[─┼]+\nsql> ?$/);
    await ask(term, INSERT, QUESTION);
    term.send("y\r");
    await term.waitFor(/job 1 runs/);
    await term.waitFor(PROMPT);
    await say(term, "SHOW TOPICS;", /out +│ +3/);
    await say(term, "\\stop 1", "Stopped job 1");
  }, REHEARSES),
);

Deno.test(
  "Ctrl-C gives up a rehearsal, while rows are awaited and at the question",
  inShell(async (term) => {
    await tables(term, 1);
    const never = INSERT.replace("= 0", "= 5");
    await ask(term, never, "rehearsing, nothing is written · Ctrl-C gives up");
    term.send("\x03");
    await term.waitFor(/Nothing was written\nsql> ?$/);
    await ask(term, never, QUESTION);
    assert.match(term.text(), /Estimate {2}no.*it may still come/);
    term.send("\x03");
    await term.waitFor(/write\? \[y\/N\] ?\nNothing was written\nsql> ?$/);
    assert.doesNotMatch(term.text(), /job \d runs/);
  }, REHEARSES),
);

Deno.test(
  "\\set rehearse off writes without a question; rows that were typed are never rehearsed",
  inShell(async (term) => {
    await tables(term);
    await say(term, "INSERT INTO out VALUES (1), (2);", /\n2 rows written/);
    await say(term, "\\set rehearse off", PROMPT);
    await say(term, INSERT, /^\njob 2 runs/);
    await say(term, "\\set rehearse on", PROMPT);
    await ask(term, INSERT, QUESTION);
    term.send("n\r");
    await term.waitFor(/Nothing was written\nsql> ?$/);
    await say(term, "\\stop 2", "Stopped job 2");
  }, REHEARSES),
);

Deno.test(
  "A rehearsal that finds what would fail the INSERT says so instead of asking",
  inShell(async (term) => {
    await tables(term);
    await say(term, "INSERT INTO out SELECT 1 / (counter - counter) FROM ticks;", /Error: .*zero/i);
    assert.doesNotMatch(term.text(), /write\?/);
  }, REHEARSES),
);

Deno.test("--yes answers the questions of INSERT, CREATE TABLE FROM TOPIC and of leaving", async () => {
  await using folder = await temporaryFolder();
  await using term = await openShell(folder.path, { ...REHEARSES, flags: ["--yes"] });
  await tables(term);
  await say(term, INSERT, /^\njob 1 runs/);
  await say(term, "CREATE TABLE copied FROM TOPIC 'out';", /CREATE TABLE copied \([^]*Created table copied/);
  assert.doesNotMatch(term.text(), /\[y\/N\]|\[Y\/n/);
  await leave(term);
});

Deno.test("A job that an earlier shell left is gone on with, and not rehearsed again", async () => {
  await using folder = await temporaryFolder();
  {
    await using term = await openShell(folder.path, REHEARSES);
    await tables(term);
    await ask(term, INSERT, QUESTION);
    term.send("yes\r");
    await term.waitFor(/job 1 runs/);
    await leaveJobs(term);
  }
  await using term = await startShell(folder.path, REHEARSES);
  await term.waitFor(/go on\? \[Y\/n\] ?$/);
  term.send("y\r");
  await term.waitFor(/job 1 runs[^]*sql> ?$/);
  assert.doesNotMatch(term.text(), /write\?/);
  await leaveJobs(term);
});

Deno.test("A dumb terminal is shown a rehearsal without a control code", async () => {
  await using folder = await temporaryFolder();
  await using term = await openShell(folder.path, { ...REHEARSES, env: { TERM: "dumb" } });
  const type = async (line: string, answer: RegExp) => {
    term.send(`${line}\r`);
    await term.waitFor(answer);
  };
  await type(
    "CREATE TABLE few WITH (connector = 'impulse', event_rate = 9999, message_count = 3);",
    /table few\nsql> ?$/,
  );
  await type("CREATE TABLE gone (n BIGINT) WITH (connector = 'blackhole');", /table gone\nsql> ?$/);
  await type(
    "INSERT INTO gone SELECT counter FROM few;",
    /Target {4}gone: blackhole\nEstimate {2}3 rows, and no more\nwrite\? /,
  );
  await type("y", /3 rows written\nsql> ?$/);
  term.send("\x04");
  assert.equal(await term.exit, 0);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(term.written, /\x1b/);
});
