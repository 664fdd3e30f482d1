/** A shell in a terminal with queries that go on, for scenarios. */
import { inShell, PROMPT } from "./shell_term.ts";
import type { Term, TermOptions } from "./term.ts";

export const SIZE = { cols: 120, rows: 30 };

/** The line of a view with the keys that help: the view has them. */
export const FOCUSED = /Ctrl-C stops/;

/** A test on a shell, which is left from the prompt, wherever the keys go in the end. */
export function inView(
  test: (term: Term, dir: string) => Promise<void>,
  options: TermOptions = {},
): () => Promise<void> {
  return inShell(async (term, dir) => {
    await test(term, dir);
    await term.waitFor(() => term.cursorShown || FOCUSED.test(term.text())); // not between two frames
    if (!term.cursorShown) term.send("b");
  }, { ...SIZE, ...options });
}

/** Runs statements that answer at once. */
export async function run(term: Term, statement: string, answer: string | RegExp): Promise<void> {
  term.send(`${statement}\r`);
  await term.waitFor(answer);
}

/** So many rows a second, counted from 0. */
export async function ticks(term: Term, rate = 50): Promise<void> {
  await run(term, `CREATE TABLE t WITH (connector = 'impulse', event_rate = ${rate});`, "Created table t");
}

/** A view on rows that come, with the keys. */
export async function watch(term: Term, query = "SELECT counter FROM t;"): Promise<void> {
  term.send(`${query}\r`);
  await term.waitFor((term) =>
    FOCUSED.test(term.text()) && /job \d+ · [1-9]/.test(term.text()) && PROMPT.test(term.text())
  );
}

/** Gives the keys of the view to the prompt; the query goes on. */
export async function dock(term: Term): Promise<void> {
  term.send("b");
  await term.waitFor((term) => !FOCUSED.test(term.text()));
}

/** Rows that a job has shown, by its line. */
export function rowsOf(term: Term, job: number): number {
  return Number(new RegExp(`job ${job} · ([\\d,]+) rows?`).exec(term.text())?.[1]?.replaceAll(",", "") ?? -1);
}

export async function grows(term: Term, job: number): Promise<void> {
  const before = rowsOf(term, job);
  await term.waitFor((term) => rowsOf(term, job) > before);
}

/** An updating result: counts that grow, of five groups. */
export const GROUPS = "SELECT counter % 5 AS g, count(*) AS n FROM t GROUP BY counter % 5;";

const ORDERS = `CREATE TABLE orders (id BIGINT NOT NULL, customer TEXT, note TEXT)
  WITH (connection_profile = 'local', topic = 'orders', format = 'json', 'source.offset' = 'earliest', 'sink.key_field' = 'customer');`;

/** A topic with three rows. */
export async function orders(term: Term, dir: string): Promise<void> {
  await Deno.writeTextFile(`${dir}/orders.sql`, ORDERS);
  await run(term, `\\i ${dir}/orders.sql`, "Created table orders");
  await run(
    term,
    "INSERT INTO orders VALUES (1, 'ann', '漢字 👍🏽'), (2, 'bob', NULL), (3, 'o''neil', 'x');",
    "3 rows written",
  );
}
