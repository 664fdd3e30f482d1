/**
 * What a key costs while a statement of 200 lines is typed: its colours, its completion, and all of it up to the echo. CPU
 * time of the process, so that other load does not count.
 */
import { COMMANDS } from "../../repl/commands/mod.ts";
import { Completer } from "../../repl/completion/completer.ts";
import { Editor } from "../../repl/editor/editor.ts";
import { History } from "../../repl/editor/history.ts";
import { highlight, isComplete } from "../../repl/editor/language.ts";
import { Screen } from "../../repl/terminal/screen.ts";
import { Terminal, type Tty } from "../../repl/terminal/terminal.ts";
import { parseStatement } from "../../sql/parse.ts";
import process from "node:process";
import { limitVerdict, percentile, type Verdict } from "./verdict.ts";
import { openTestSession } from "../open_session.ts";

const LINES = 200;
const LIMIT_MS = 5;
const TABLE = "CREATE TABLE orders (id BIGINT, customer TEXT, price DOUBLE, ts TIMESTAMP) WITH (connector = 'datagen')";
const HEAD = `SELECT\n${
  Array.from({ length: LINES - 3 }, (_, n) => `  coalesce(o.price, 0) * ${n} + length(o.customer) AS column_${n}`).join(
    ",\n",
  )
}\nFROM orders o\n`;
const TYPED = "WHERE o.price > 100 AND upper(customer) = 'ANN' AND substr(o.customer, 1, 2) <> concat('b', o.customer)";
/** Statements in the history. */
const EARLIER = 10_000;

export async function typing({ quick = false } = {}): Promise<Verdict[]> {
  await using session = await openTestSession();
  await session.run(parseStatement(TABLE));
  const now = () => performance.now();
  using completer = new Completer({ session, commands: COMMANDS, now, onChange: () => {} });
  const rounds = quick ? 2 : 20;
  const complete = (text: string) => completer.complete(text, text.length, false);
  return [
    verdict("completion, p95", measured(complete, rounds)),
    verdict("highlighting, p95", measured(highlight, rounds)),
    verdict("key to echo in the process, p95", await echoes(completer, rounds)),
  ];
}

/** To the microsecond, unlike what `cpu.ts` reads. */
function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function verdict(name: string, took: readonly number[]): Verdict {
  const how = `${took.length} keys behind ${LINES} lines, CPU, p50 ${percentile(took, 0.5).toFixed(2)} ms`;
  return limitVerdict(name, how, {
    value: percentile(took, 0.95),
    limit: LIMIT_MS,
    spread: { min: Math.min(...took), max: Math.max(...took) },
  });
}

/** CPU milliseconds of each call while the text grows by a letter; the first round is left out. */
function measured(call: (text: string) => unknown, rounds: number): number[] {
  const took: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    for (let end = 1; end <= TYPED.length; end++) {
      const text = HEAD + TYPED.slice(0, end);
      const began = cpuMillis();
      call(text);
      if (round > 0) took.push(cpuMillis() - began);
    }
  }
  return took;
}

/** From the read of a key to the frame that shows it, with history, ghost, hint and completion as in the shell. */
async function echoes(completer: Completer, rounds: number): Promise<number[]> {
  const tty = new TimedTty();
  const terminal = new Terminal({ tty, env: (name) => name === "TERM" ? "xterm" : undefined });
  const screen = new Screen(terminal);
  const history = new History({ path: undefined, dir: "", mask: (sql) => sql, notice: () => {}, now: () => 0 });
  for (let n = 0; n < EARLIER; n++) history.submit(`SELECT ${n}, customer FROM orders WHERE price > ${n};`);
  const editor = new Editor({
    terminal,
    screen,
    history,
    isComplete,
    highlight,
    complete: (text, cursor, ask) => completer.complete(text, cursor, ask),
    hint: (text, cursor) => completer.hint(text, cursor),
  });
  const statement = editor.readStatement("sql> ", { initial: HEAD });
  const took: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    for (const key of TYPED) {
      const millis = await tty.type(key);
      if (round > 0) took.push(millis);
    }
    for (let n = 0; n < TYPED.length; n++) await tty.type("\x7f");
  }
  editor[Symbol.dispose]();
  screen[Symbol.dispose]();
  terminal[Symbol.dispose]();
  await statement;
  return took;
}

/** A terminal of 120×40 that sees nothing and tells when it was written to. */
class TimedTty implements Tty {
  #read: ((length: number | null) => void) | undefined;
  #into: Uint8Array = new Uint8Array();
  #written: () => void = () => {};

  /** CPU milliseconds until the key was answered by a write. */
  async type(key: string): Promise<number> {
    while (this.#read === undefined) await Promise.resolve();
    const answered = new Promise<void>((resolve) => this.#written = resolve);
    const { written } = new TextEncoder().encodeInto(key, this.#into);
    const read = this.#read;
    this.#read = undefined;
    const began = cpuMillis();
    read(written);
    await answered;
    return cpuMillis() - began;
  }

  read(into: Uint8Array): Promise<number | null> {
    this.#into = into;
    return new Promise((resolve) => this.#read = resolve);
  }

  closeInput(): void {
    this.#read?.(null);
  }

  writeSync(bytes: Uint8Array): number {
    this.#written();
    return bytes.length;
  }

  setRaw(): void {}

  size(): { columns: number; rows: number } {
    return { columns: 120, rows: 40 };
  }
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  console.table(await typing({ quick: Deno.args.includes("--quick") }));
}
