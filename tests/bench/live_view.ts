/**
 * Live results: what painting a table takes while a million changes a second come, how soon a key is echoed beside a view
 * that takes 100,000 rows a second, and how soon Ctrl-C is answered when the broker stands still.
 */
import { fieldOf } from "../../schema/field.ts";
import { BIGINT, DOUBLE, TEXT } from "../../schema/types.ts";
import { ANSI_THEME } from "../../repl/editor/highlight.ts";
import { Screen } from "../../repl/terminal/screen.ts";
import { Terminal } from "../../repl/terminal/terminal.ts";
import { LiveResult } from "../../repl/view/rows/live_result.ts";
import { ResultView } from "../../repl/view/result_view.ts";
import { type ChangedRow, changesOf } from "../../repl/view/test_view.ts";
import { ViewLines } from "../../repl/view/view_lines.ts";
import { startCluster } from "../program.ts";
import { Term } from "../terminal/term.ts";
import { threadMillis } from "./cpu.ts";
import { echoes, isWaiting } from "./keys.ts";
import { programArgs, temporaryDir } from "./program.ts";
import { limitVerdict, percentile, type Verdict } from "./verdict.ts";

const FIELDS = [fieldOf("user", TEXT, false), fieldOf("orders", BIGINT, false), fieldOf("total", DOUBLE, false)];
const KEYS = 10_000;
const CHANGES_PER_SECOND = 1_000_000;
const FRAMES_PER_SECOND = 20;
/** Changes of a batch: two rows each. */
const BATCH = 512;
const RATE = 100_000;

/** A screen of 120×40 that takes whatever is painted. */
function blindScreen(): Screen {
  const terminal = new Terminal({
    env: () => "xterm",
    tty: {
      read: () => new Promise(() => {}),
      closeInput: () => {},
      writeSync: (bytes) => bytes.length,
      setRaw: () => {},
      size: () => ({ columns: 120, rows: 40 }),
    },
  });
  terminal.start({ keys: () => {}, resize: () => {}, resume: () => {}, closed: () => {} });
  return new Screen(terminal);
}

function tableOf(): { readonly result: LiveResult; readonly view: ResultView } {
  const now = () => performance.now();
  const limits = { rows: 100_000, bytes: 64 * 2 ** 20 };
  const result = new LiveResult({ fields: FIELDS, shown: 3, updating: true, key: [0], limits, now });
  const nothing = () => {};
  const view = new ResultView({
    result,
    job: 1,
    title: "SELECT",
    theme: ANSI_THEME,
    order: undefined,
    now,
    onChange: nothing,
    onWish: nothing,
    copy: nothing,
    write: () => Promise.resolve(""),
  });
  for (let from = 0; from < KEYS; from += 1000) {
    result.receive(changesOf(FIELDS, Array.from({ length: 1000 }, (_, i) => ["+I", `user ${from + i}`, 0n, 0])));
  }
  return { result, view };
}

/** Changes of keys all over the table. */
function changes(): ReturnType<typeof changesOf>[] {
  let key = 0;
  return Array.from({ length: 200 }, (_, b) => {
    const rows = Array.from({ length: BATCH }, (): ChangedRow[] => {
      key = (key + 7919) % KEYS;
      return [["-U", `user ${key}`, 0n, 0], ["+U", `user ${key}`, BigInt(b), b * 1.5]];
    });
    return changesOf(FIELDS, rows.flat());
  });
}

/** Percent of a core that goes into painting, and nanoseconds that a change takes to be noted. */
function painting(sorted: boolean, seconds: number): { readonly percent: number; readonly nanos: number } {
  const { result, view } = tableOf();
  using screen = blindScreen();
  const lines = new ViewLines(view);
  screen.panes = ({ columns, rows }) => lines.lines(columns, rows - 4, true);
  if (sorted) { for (const name of ["right", "right"]) view.key({ name, ctrl: false, alt: false, shift: false }); }
  if (sorted) view.key({ name: "text", text: "S", ctrl: false, alt: false, shift: false });
  const batches = changes();
  let [paint, apply, next] = [0, 0, 0];
  for (let frame = 0; frame < seconds * FRAMES_PER_SECOND; frame++) {
    const began = threadMillis();
    for (let done = 0; done < CHANGES_PER_SECOND / FRAMES_PER_SECOND; done += BATCH) {
      result.receive(batches[next++ % batches.length]!); // below their number
    }
    const applied = threadMillis();
    screen.paint();
    paint += threadMillis() - applied;
    apply += applied - began;
  }
  return { percent: paint / (seconds * 1000) * 100, nanos: apply / seconds / CHANGES_PER_SECOND * 1e6 };
}

function paintingVerdict(sorted: boolean, quick: boolean): Verdict {
  const measured = Array.from({ length: quick ? 1 : 5 }, () => painting(sorted, quick ? 2 : 10));
  const percents = measured.map(({ percent }) => percent);
  const nanos = percentile(measured.map((one) => one.nanos), 0.5);
  return limitVerdict(
    `live table of 10,000 keys${sorted ? ", sorted" : ""}: painting`,
    `1 M changes/s, 20 frames/s, CPU of the thread; noting a change takes ${nanos.toFixed(0)} ns`,
    {
      value: percentile(percents, 0.5),
      limit: 10,
      spread: { min: Math.min(...percents), max: Math.max(...percents) },
      unit: "% of a core",
    },
  );
}

/** Keys beside a docked view. */
async function echo(quick: boolean): Promise<Verdict> {
  await using dir = await temporaryDir();
  await using term = await Term.start(Deno.execPath(), programArgs(dir.path), { cols: 200, rows: 40 });
  await term.waitFor(isWaiting);
  term.send(`CREATE TABLE events WITH (connector = 'nexmark', event_rate = ${RATE});\r`);
  await term.waitFor("Created table events");
  await term.waitFor(isWaiting);
  term.send("SELECT bid.auction, bid.price, bid.channel FROM events WHERE bid IS NOT NULL;\r");
  await term.waitFor(/job 1 · [1-9][^]*Ctrl-C stops/);
  term.send("b");
  await term.waitFor((term) => term.cursorShown && isWaiting(term));
  const took = await echoes(term, quick ? 1 : 5);
  return limitVerdict(
    "key to echo beside a live view, p95",
    `${took.length} keys while ${RATE / 1000},000 rows/s come into a docked view, p50 ${
      percentile(took, 0.5).toFixed(1)
    } ms`,
    { value: percentile(took, 0.95), limit: 20, spread: { min: Math.min(...took), max: Math.max(...took) } },
  );
}

/** From Ctrl-C in a view to what it leaves, with a broker that is stopped. */
async function interrupt(quick: boolean): Promise<Verdict> {
  await using dir = await temporaryDir();
  await using cluster = await startCluster();
  await using term = await Term.start(Deno.execPath(), programArgs(dir.path, "--yes"), { cols: 160, rows: 40 });
  await term.waitFor(isWaiting);
  const options = `connector = 'kafka', bootstrap_servers = '${cluster.bootstrap}', topic = 'x', format = 'json'`;
  for (
    const [statement, answer] of [
      [`CREATE TABLE x (counter BIGINT) WITH (${options}, 'topic.create' = 'true');`, "Created table x"],
      ["CREATE TABLE t WITH (connector = 'impulse', event_rate = 1000);", "Created table t"],
      ["INSERT INTO x SELECT counter FROM t;", "job 1 runs"],
    ] as const
  ) {
    term.send(`${statement}\r`);
    await term.waitFor(answer);
    await term.waitFor(isWaiting);
  }
  const took: number[] = [];
  for (let round = 0; round < (quick ? 2 : 10); round++) {
    term.send("SELECT counter FROM x;\r");
    await term.waitFor(/job \d+ · [1-9][^]*Ctrl-C stops/);
    cluster.kill("SIGSTOP");
    try {
      term.send("\x03");
      took.push(await term.waitFor((term) => term.cursorShown && isWaiting(term)));
    } finally {
      cluster.kill("SIGCONT");
    }
    term.send("\x0c");
    await term.waitFor((term) => term.text() === "sql>");
  }
  return limitVerdict("Ctrl-C answered", `${took.length} times in a live view, the broker stopped (SIGSTOP)`, {
    value: percentile(took, 0.95),
    limit: 100,
    spread: { min: Math.min(...took), max: Math.max(...took) },
  });
}

export async function liveView({ quick = false } = {}): Promise<Verdict[]> {
  return [paintingVerdict(false, quick), paintingVerdict(true, quick), await echo(quick), await interrupt(quick)];
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  console.table(await liveView({ quick: Deno.args.includes("--quick") }));
}
