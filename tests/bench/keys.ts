/** From key to echo in the shell, in a pseudo-terminal, while a job of the same process works on 100,000 rows/s. */
import { Term } from "../terminal/term.ts";
import { programArgs, temporaryDir } from "./program.ts";
import { limitVerdict, percentile, type Verdict } from "./verdict.ts";

const RATE = 100_000;
/** Typed at an uneven pace, so that keys do not fall in step with the engine. */
const PAUSES_MS = [13, 29, 41, 7, 53, 19];
const TEXT = "select auction, bidder, price, channel from bids where price > 100 and channel = 'Google' and ";

export async function keys({ quick = false } = {}): Promise<Verdict[]> {
  await using dir = await temporaryDir();
  await using term = await Term.start(Deno.execPath(), programArgs(dir.path), { cols: 200, rows: 40 });
  await term.waitFor("sql>");
  for (
    const statement of [
      `CREATE TABLE events WITH (connector = 'nexmark', event_rate = ${RATE});`,
      "CREATE TABLE nowhere WITH (connector = 'blackhole', format = 'json');",
      "INSERT INTO nowhere SELECT bid.auction, bid.price * DECIMAL '0.908' AS price, bid.extra FROM events WHERE bid IS NOT NULL;",
    ]
  ) {
    term.send(`${statement}\r`);
    await term.waitFor((term) => term.screen()[term.cursor()[1]]?.trimEnd() === "sql>");
  }
  const took: number[] = [];
  for (let round = 0; round < (quick ? 1 : 4); round++) {
    let typed = "sql> ";
    for (const [i, key] of [...TEXT].entries()) {
      await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[i % PAUSES_MS.length]));
      typed += key;
      const column = typed.length;
      term.send(key);
      const echoed = await term.waitFor((term) => term.cursor()[0] === column);
      if (round > 0 || quick) took.push(echoed);
    }
    term.send("\x03");
    await term.waitFor((term) => term.screen()[term.cursor()[1]]?.trimEnd() === "sql>");
  }
  const seen = term.text();
  if (/error/i.test(seen)) throw new Error(seen);
  term.send("\\q\r");
  await Promise.race([term.exit, new Promise((resolve) => setTimeout(resolve, 1000))]);
  const spread = { min: Math.min(...took), max: Math.max(...took) };
  return [
    limitVerdict(
      "key to echo, p95",
      `${took.length} keys while ${RATE} rows/s flow (nexmark, p50 ${percentile(took, 0.5).toFixed(1)} ms)`,
      { value: percentile(took, 0.95), limit: 20, spread },
    ),
  ];
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  console.table(await keys({ quick: Deno.args.includes("--quick") }));
}
