/** From key to echo in the shell, in a pseudo-terminal, while a job of the same process works on 100,000 rows/s. */
import { Term } from "../terminal/term.ts";
import { programArgs, temporaryDir } from "./program.ts";
import { limitVerdict, percentile, type Verdict } from "./verdict.ts";

const RATE = 100_000;
/** Typed at an uneven pace, so that keys do not fall in step with the engine. */
const PAUSES_MS = [13, 29, 41, 7, 53, 19];
const TEXT = "select auction, bidder, price, channel from bids where price > 100 and channel = 'Google' and ";

/** What sets up the job, and what the shell says to it. */
const STATEMENTS = [
  [`CREATE TABLE events WITH (connector = 'nexmark', event_rate = ${RATE});`, "Created table events"],
  ["CREATE TABLE nowhere WITH (connector = 'blackhole', format = 'json');", "Created table nowhere"],
  [
    "INSERT INTO nowhere SELECT bid.auction, bid.price * DECIMAL '0.908' AS price FROM events WHERE bid IS NOT NULL;",
    "job 1 runs",
  ],
] as const;

/** Number, pipeline, state, statement and rows read, in the answer of SHOW JOBS. */
const JOB_ROW = /^ +1 │ [^│]+│ running │ [^│]+│ +(\d+) │/m;

export async function keys({ quick = false } = {}): Promise<Verdict[]> {
  await using dir = await temporaryDir();
  await using term = await Term.start(Deno.execPath(), programArgs(dir.path, "--yes"), { cols: 200, rows: 40 });
  await term.waitFor("sql>");
  const idle = await echoes(term, 1);
  for (const [statement, done] of STATEMENTS) {
    term.send(`${statement}\r`);
    await term.waitFor(done);
    await term.waitFor(isWaiting);
  }
  const before = await rowsRead(term);
  const took = await echoes(term, quick ? 1 : 5);
  const after = await rowsRead(term);
  const rate = (after.rows - before.rows) / (after.at - before.at) * 1000;
  if (rate < 0.95 * RATE) throw new Error(`Only ${rate.toFixed(0)} rows/s flowed:\n${term.text()}`);
  const [p50, p95, p95Idle] = [percentile(took, 0.5), percentile(took, 0.95), percentile(idle, 0.95)];
  return [limitVerdict(
    "key to echo, p95",
    `${took.length} keys while ${Math.round(rate / 1000)},000 rows/s flow (nexmark), p50 ${p50.toFixed(1)} ms; ` +
      `without a job p95 ${p95Idle.toFixed(1)} ms`,
    { value: p95, limit: 20, spread: { min: Math.min(...took), max: Math.max(...took) } },
  )];
}

/** Types the text `rounds` times, each time into an empty prompt; milliseconds from key to echo, the first round left out. */
export async function echoes(term: Term, rounds: number): Promise<number[]> {
  const took: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    await term.waitFor(isWaiting);
    let column = "sql> ".length;
    for (const [i, key] of [...TEXT].entries()) {
      await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[i % PAUSES_MS.length]));
      column++;
      term.send(key);
      const echoed = await term.waitFor((term) => term.cursor()[0] === column);
      if (round > 0) took.push(echoed);
    }
    term.send("\x03");
  }
  await term.waitFor(isWaiting);
  return took;
}

/** An empty prompt stands where the cursor is. */
export function isWaiting(term: Term): boolean {
  return term.screen()[term.cursor()[1]]?.trimEnd() === "sql>";
}

/** Rows that the job has read, and when it was asked. */
async function rowsRead(term: Term): Promise<{ readonly rows: number; readonly at: number }> {
  term.send("\x0c"); // clears the screen, so that the only answer on it is the next one
  await term.waitFor((term) => term.text() === "sql>");
  term.send("SHOW JOBS;\r");
  await term.waitFor((term) => JOB_ROW.test(term.text()) && isWaiting(term));
  return { rows: Number(JOB_ROW.exec(term.text())?.[1]), at: performance.now() };
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  console.table(await keys({ quick: Deno.args.includes("--quick") }));
}
