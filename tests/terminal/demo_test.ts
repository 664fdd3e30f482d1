/** The demo, as a person sees it. */
import assert from "node:assert/strict";
import { programArgs } from "../program.ts";
import { ended, leaveJobs, say } from "./shell_term.ts";
import { Term } from "./term.ts";
import { stopWhen, walk } from "./tour_term.ts";

Deno.test("The demo greets in four lines, runs a query, and its tour leads through six steps on its topics", async () => {
  await using term = await Term.start(Deno.execPath(), programArgs(["--demo"]), {
    cols: 130,
    rows: 50,
    env: { SLUICE_HISTORY: "" },
  });
  await term.waitFor(/sql> SELECT order_id[^]*order_id [^│]*│ customer[^]*\d+ │/);
  const greeting = term.scrollback().findIndex((line) => line.startsWith("sql> "));
  assert.equal(greeting, 4, "lines before the query");
  await stopWhen(term, /[1-9]\d*\/s in/);
  await term.waitFor(/stopped reading orders: .*\n(?:.*\n)*sql> ?$/);
  await walk(term, { orders: "orders", payments: "payments", target: "big_orders" });
  await term.waitFor(/That was the tour[^]*sql> ?$/);
  assert.doesNotMatch(term.text(), /goes away/);
  await say(term, "\\jobs", / \d+ │ running │ INSERT INTO big_orders /);
  await leaveJobs(term);
});

Deno.test("The demo shows live orders with rows/s and lag; Ctrl-C brings the prompt; it can be left", async () => {
  await using term = await Term.start(Deno.execPath(), programArgs(["--demo"]), {
    cols: 200,
    rows: 40,
    env: { SLUICE_HISTORY: "" },
  });
  await term.waitFor("An embedded Kafka cluster runs at 127.0.0.1:");
  await term.waitFor(/sql> SELECT order_id[^]*order_id .*│ customer[^]*\d+ │/);
  await term.waitFor(/[1-9]\S*\/s in · .*lag \d+/);
  term.send("\x03");
  await term.waitFor(/stopped reading orders: [\d,]+ rows(?:.*\n)*sql> ?$/);
  await say(term, "SELECT count_ FROM (SELECT 1 AS count_) x;", /count_/);
  await say(term, "\\d orders", /customer/);
  term.send("\\q\r");
  await term.waitFor("Stop and leave? y/N");
  term.send("y\r");
  await ended(term);
});
