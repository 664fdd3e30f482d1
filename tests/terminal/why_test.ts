/** The health line, the hint after silence, `\why` and `\health`, as a person sees them. */
import assert from "node:assert/strict";
import { inShell, PROMPT, say } from "./shell_term.ts";
import type { Term } from "./term.ts";

const TALL = { rows: 60 };
const TICKS = "CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 100);";
const ORDERS =
  "CREATE TABLE orders (id INT, price DOUBLE, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '5 seconds') " +
  "WITH (connection_profile = 'local', topic = 'orders', format = 'json', 'source.offset' = 'earliest');";

const RED = 1;

/** Of the first character of a text on the screen. */
function colorOf(term: Term, text: string): number {
  const y = term.screen().findIndex((line) => line.includes(text));
  return term.cell(term.screen()[y]?.indexOf(text) ?? -1, y).color;
}

Deno.test(
  "A silent query says why after three seconds, once; \\why tells the rest when it has ended",
  inShell(async (term) => {
    await say(term, ORDERS, /Created table orders/);
    await say(term, "INSERT INTO orders VALUES (1, 12.5, now()), (2, 99, now());", /2 rows written/);
    const began = performance.now();
    term.send("SELECT * FROM orders WHERE id > 0 AND price > 1000;\r");
    await term.waitFor(/WHERE dropped all 2 rows: price > 1000 .*\\why says more/s);
    assert.ok(performance.now() - began >= 3000);
    await term.waitFor(/2 rows|Ctrl-C stops/);
    term.send("\x03");
    await term.waitFor((term) => /stopped reading orders/.test(term.text()) && PROMPT.test(term.text()));
    assert.equal(term.text().match(/says more/g)?.length, 1);
    await say(
      term,
      "\\why",
      /1\. WHERE dropped all 2 rows.*\n.*→ Try it without .*\n2\. Caught up.*\norders 2 → decoded 2 → WHERE 0/s,
    );
  }, TALL),
);

Deno.test(
  "The health line tells rates, lag, watermark and state, in one line that loses its end on a narrow screen",
  inShell(async (term) => {
    await say(term, TICKS, /Created table ticks/);
    await say(term, ORDERS, /Created table orders/);
    await say(term, "INSERT INTO orders SELECT counter::INT, 1.5, now() FROM ticks;", /job 1 runs/);
    term.send("SELECT id FROM orders;\r");
    const whole =
      /[1-9]\S*\/s in · [1-9]\S*\/s out · lag .* · watermark \d\d:\d\d:\d\d, [\d.]+ s behind · late 0 · bad 0 .*Ctrl-C stops/;
    await term.waitFor(whole);
    await term.resize(60, 60);
    await term.waitFor(/\/s in · \S+\/s out .*Ctrl-C stops\nsql> ?$/);
    const line = term.text().split("\n").at(-2) ?? "";
    assert.ok(line.length <= 60 && !line.includes("bad"), line);
    term.send("\x03");
    await term.waitFor((term) => /stopped reading orders/.test(term.text()) && PROMPT.test(term.text()));
    await say(term, "\\stop 1", /Stopped job 1/);
  }, TALL),
);

Deno.test(
  "A number in the health line is red where it is bad, and only there",
  inShell(async (term) => {
    await say(term, ORDERS, /Created table orders/);
    await say(term, "INSERT INTO orders VALUES (1, 12.5, now());", /1 row written/);
    const bad = "CREATE TABLE bad (price BOOLEAN NOT NULL) WITH (connection_profile = 'local', topic = 'orders', " +
      "format = 'json', bad_data = 'drop', 'source.offset' = 'earliest');";
    await say(term, bad, /Created table bad/);
    term.send("SELECT * FROM bad;\r");
    await term.waitFor(/bad 1 /);
    assert.equal(colorOf(term, "bad 1"), RED);
    assert.notEqual(colorOf(term, "/s in"), RED);
    term.send("\x03");
    await term.waitFor((term) => /stopped reading bad/.test(term.text()) && PROMPT.test(term.text()));
  }, TALL),
);

Deno.test(
  "\\health shows a job by partition and operator; \\why knows that it is paused",
  inShell(async (term) => {
    await say(term, "\\why", /Nothing has run yet/);
    await say(term, TICKS, /Created table ticks/);
    await say(
      term,
      "CREATE TABLE nowhere (n BIGINT UNSIGNED) WITH (connector = 'blackhole');",
      /Created table nowhere/,
    );
    await say(term, "INSERT INTO nowhere SELECT counter FROM ticks WHERE counter >= 0;", /job 1 runs/);
    await say(
      term,
      "\\health 1",
      /Job 1 is running, .* old\n.* rows? in.*\n table .*│ partition .*\n.*\n ticks .*\n operator .*\n.*\n Scan ticks .*\n(.*\n)* Filter {2}counter >= 0 .*\n Sink nowhere /,
    );
    await say(term, "\\pause 1", /Paused job 1/);
    await say(
      term,
      "\\why 1",
      /1\. Paused by you .* ago\n +→ \\resume 1 goes on\nticks [\d,]+ → WHERE [\d,]+ → nowhere [\d,]+/,
    );
    await say(term, "\\why 9", /There is no job 9/);
    await say(term, "\\stop 1", /Stopped job 1/);
  }, TALL),
);
