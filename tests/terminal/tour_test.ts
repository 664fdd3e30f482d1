/** `\help start` from its first step to its last, as a person sees it. */
import assert from "node:assert/strict";
import { ask, inShell, leaveJobs, say } from "./shell_term.ts";
import { proposed, takeAndRun, walk } from "./tour_term.ts";

Deno.test(
  "The tour makes tables of its own where the demo's are not, and takes them away in the end",
  inShell(async (term) => {
    await walk(term, { orders: "tour_orders", payments: "tour_payments", target: "tour_big_orders" });
    await takeAndRun(term, /goes away with the dim line below:\nsql> DROP TABLE IF EXISTS tour_orders;/);
    await term.waitFor(/Dropped table tour_big_orders\nsql> ?$/);
    await leaveJobs(term);
  }, { rows: 50, cols: 130, rehearses: true }),
);

Deno.test(
  "The tour stays at its step until what it is about has run; it takes changes, other statements, a step's number, and off",
  inShell(async (term) => {
    await ask(term, "\\help start 2", "[2/6] A filter");
    await proposed(term, /sql> SELECT order_id, /);
    await ask(term, "SELECT nope FROM tour_orders WHERE 1 = 1;", "'nope' not found");
    await ask(term, "SHOW TABLES;", "tour_payments");
    await proposed(term, /sql> SELECT order_id, /);
    assert.doesNotMatch(term.text(), /\[3\/6\]/);
    await ask(term, "SELECT city FROM tour_orders WHERE quantity = 1 LIMIT 1;", "[3/6] A window");
    await ask(term, "\\help start 9", "\\help start takes a step from 1 to 6, or off");
    await say(term, "\\help start off", "The tour is over");
  }),
);
