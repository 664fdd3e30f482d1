/** The statements that a prompt proposes and the tour made of them, for scenarios in a terminal. */
import { ask } from "./shell_term.ts";
import type { Term } from "./term.ts";

const AFTER_PROMPT = "sql> ".length;
const BRIGHT_BLACK = 8;

/** What is proposed at the prompt, with what is above it, fits; the cursor stands before it. */
export async function proposed(term: Term, statement: RegExp): Promise<void> {
  await term.waitFor(() => {
    const [x, y] = term.cursor();
    const { dim, color } = term.cell(x, y);
    return x === AFTER_PROMPT && (dim || color === BRIGHT_BLACK) && statement.test(term.screen().join("\n"));
  });
}

/** Takes the statement that is proposed with a key, when it stands there. */
export async function take(term: Term, statement: RegExp, key = "\r"): Promise<void> {
  await proposed(term, statement);
  term.send(key);
  await term.waitFor(() => term.cursor()[0] !== AFTER_PROMPT);
}

export async function takeAndRun(term: Term, statement: RegExp): Promise<void> {
  await take(term, statement);
  term.send("\r");
}

export async function stopWhen(term: Term, shown: RegExp): Promise<void> {
  await term.waitFor(shown);
  term.send("\x03");
}

/** `\help start`, to its end. */
export async function walk(
  term: Term,
  { orders, payments, target }: Readonly<Record<"orders" | "payments" | "target", string>>,
): Promise<void> {
  await ask(term, "\\help start", "[1/6] A query");
  await takeAndRun(term, new RegExp(`sql> SELECT .* FROM ${orders};`));
  await stopWhen(term, /order_id [^│]*│ customer[^]*\n +\d+ │[^]*Ctrl-C stops/);
  await takeAndRun(term, /\[2\/6\] A filter[^]*sql> SELECT /);
  await term.waitFor(/\n8 rows\n/);
  await takeAndRun(term, /\[3\/6\] A window[^]*sql> SELECT city/);
  await term.waitFor(/city +│ orders │ +total\n[^]*\n12 rows\n/);
  await takeAndRun(term, /\[4\/6\] A join[^]*sql> SELECT o\.order_id/);
  await term.waitFor(new RegExp(`JOIN ${payments} [^]*order_id │ customer │ method\\n[^]*\\n8 rows\\n`));
  await takeAndRun(term, new RegExp(`\\[5/6\\] A pipeline[^]*sql> CREATE TABLE IF NOT EXISTS ${target} `));
  await term.waitFor(new RegExp(`Target +${target}: topic '${target}'[^]*write\\? \\[y/N\\] ?$`));
  term.send("y\r");
  await takeAndRun(term, /job \d runs[^]*\[6\/6\] Why is there nothing[^]*WHERE quantity > 100;/);
  await stopWhen(term, /\[6\/6\][^]*\\why/);
  await term.waitFor(/That was the tour/);
}
