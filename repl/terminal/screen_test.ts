import assert from "node:assert/strict";
import { FakeTty } from "../../tests/terminal/fake_tty.ts";
import { Screen } from "./screen.ts";
import { Terminal } from "./terminal.ts";

interface Stage extends Disposable {
  readonly tty: FakeTty;
  readonly terminal: Terminal;
  readonly screen: Screen;
}

function open(columns = 40, rows = 8, term = "xterm"): Stage {
  const tty = new FakeTty(columns, rows);
  const terminal = new Terminal({ tty, env: (name) => name === "TERM" ? term : undefined });
  const screen = new Screen(terminal);
  terminal.start({ keys: () => {}, resize: () => {}, resume: () => {}, closed: () => {} });
  return {
    tty,
    terminal,
    screen,
    [Symbol.dispose]: () => {
      screen[Symbol.dispose]();
      terminal[Symbol.dispose]();
      tty[Symbol.dispose]();
    },
  };
}

const prompt = (...rows: string[]) => ({ rows, cursor: { row: rows.length - 1, column: rows.at(-1)?.length ?? 0 } });

Deno.test("Screen writes one frame for a change, and only the row that changed", async () => {
  using stage = open();
  const { tty, screen } = stage;
  screen.setPrompt(prompt("sql> SELECT", "...> a"));
  screen.paint();
  tty.writes.length = 0;
  screen.setPrompt(prompt("sql> SELECT", "...> ab"));
  screen.paint();
  assert.deepEqual(tty.writes, ["\x1b[?2026h\x1b[?25l\r\x1b[2K...> ab\x1b[8G\x1b[?25h\x1b[?2026l"]);
  assert.equal(await tty.text(true), "sql> SELECT\n...> ab█");
});

Deno.test("Screen grows and shrinks the prompt at the bottom of the window", async () => {
  using stage = open(20, 4);
  const { tty, screen } = stage;
  screen.print(["1", "2", "3"]);
  screen.setPrompt(prompt("a", "b", "c"));
  await screen.drained();
  assert.equal(await tty.text(true), "3\na\nb\nc█");
  screen.setPrompt(prompt("a"));
  screen.paint();
  assert.equal(await tty.text(true), "3\na█");
  screen.setPrompt(prompt("x", "y"));
  screen.setStatus("above", ["up"]);
  screen.setStatus("below", ["down"]);
  screen.paint();
  assert.equal(await tty.text(true), "up\nx\ny█\ndown");
  assert.deepEqual(await tty.all(), ["1", "2", "3", "up", "x", "y", "down"]);
});

Deno.test("Screen puts rows above the prompt and status, in order, each of them", async () => {
  using stage = open(20, 5);
  const { tty, screen } = stage;
  screen.setPrompt(prompt("sql> half"));
  screen.setStatus("below", ["12 rows/s"]);
  screen.paint();
  for (let n = 0; n < 100; n++) screen.print(`row ${n}`);
  await screen.drained();
  assert.equal(await tty.text(true), "row 97\nrow 98\nrow 99\nsql> half█\n12 rows/s");
  assert.deepEqual((await tty.all()).slice(0, 100), Array.from({ length: 100 }, (_, n) => `row ${n}`));
});

Deno.test("Screen paints panes at a bounded rate, however often they change", async () => {
  using stage = open(30, 8);
  const { tty, screen } = stage;
  screen.setPrompt(prompt("sql> "));
  screen.paint();
  tty.writes.length = 0;
  let row = 0;
  screen.panes = () => [`row ${row}`];
  for (; row < 1_000; row++) screen.refresh();
  screen.print("behind them");
  await screen.drained();
  assert.equal(tty.writes.length, 1);
  assert.equal(await tty.text(), "behind them\nrow 1000\nsql>");
});

Deno.test("Screen leaves time for keys between the chunks of a large result", async () => {
  using stage = open();
  const { tty, screen } = stage;
  screen.setPrompt(prompt("sql> "));
  screen.print(Array.from({ length: 20_000 }, (_, n) => `row ${n}`));
  screen.paint();
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await screen.drained();
  clearInterval(timer);
  assert.ok(turns >= 3, `${turns} turns`);
  assert.ok(tty.writes.every((write) => write.length < 50_000));
});

Deno.test("Screen commits the prompt into the scrollback behind what was printed before", async () => {
  using stage = open();
  const { tty, screen } = stage;
  screen.setPrompt(prompt("sql> a;"));
  screen.paint();
  screen.print("earlier");
  screen.commit(["sql> a;"]);
  assert.equal(await tty.text(), "earlier\nsql> a;");
});

Deno.test("Screen cuts status lines to the width and closes their colours", async () => {
  using stage = open(10, 4);
  const { tty, screen } = stage;
  screen.setStatus("below", ["\x1b[2m漢字漢字漢字 and more\x1b[22m", "short"]);
  screen.setPrompt(prompt("> "));
  screen.paint();
  assert.equal(await tty.text(), ">\n漢字漢字…\nshort");
});

Deno.test("Screen with more status lines than rows keeps the prompt", async () => {
  using stage = open(10, 3);
  const { tty, screen } = stage;
  screen.setStatus("below", ["1", "2", "3", "4"]);
  screen.setStatus("above", ["5"]);
  assert.equal(screen.promptHeight, 1);
  screen.setPrompt(prompt("> "));
  screen.paint();
  assert.equal(await tty.text(true), "> █\n1\n2");
});

Deno.test("Screen hides the cursor when there is no prompt", () => {
  using stage = open();
  const { tty, screen } = stage;
  screen.setStatus("below", ["running"]);
  screen.paint();
  assert.ok(!tty.writes.join("").includes("\x1b[?25h"));
});

Deno.test("Screen stops painting and loses nothing while another program has the terminal", async () => {
  using stage = open();
  const { tty, terminal, screen } = stage;
  screen.setPrompt(prompt("sql> x"));
  screen.paint();
  terminal.pause();
  tty.writes.length = 0;
  screen.print("meanwhile");
  screen.paint();
  assert.deepEqual(tty.writes, []);
  terminal.resume();
  screen.reset();
  await screen.drained();
  assert.equal(await tty.text(true), "sql> x\nmeanwhile\nsql> x█");
});

Deno.test("Screen in a dumb terminal writes lines and no control code", () => {
  using stage = open(40, 8, "dumb");
  const { tty, screen } = stage;
  screen.setPrompt(prompt("sql> x"));
  screen.setStatus("below", ["status"]);
  screen.print(["a", "b"]);
  screen.paint();
  screen.clear();
  assert.equal(tty.writes.join(""), "a\nb\n");
});

Deno.test("Screen shows every printed line once and the area below them, whatever happens in whatever order", async () => {
  let seed = 11;
  const random = (n: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
  const texts = (n: number, name: string) =>
    Array.from({ length: n }, (_, i) => `${name} ${i} ${"x".repeat(random(8))}`);
  for (let round = 0; round < 6; round++) {
    using stage = open(24, 14);
    const { tty, screen } = stage;
    const printed: string[] = [];
    let area = { above: [] as string[], prompt: [] as string[], below: [] as string[] };
    for (let step = 0; step < 30; step++) {
      const lines = texts(1 + random(4), `${round}.${step}`);
      const action = random(6);
      if (action === 0) screen.print(lines);
      if (action === 0) printed.push(...lines);
      if (action === 1) screen.setPrompt(prompt(...area.prompt = texts(1 + random(3), "prompt")));
      if (action === 2) screen.setStatus("below", area.below = texts(random(3), "below"));
      if (action === 3) screen.setStatus("above", area.above = texts(random(3), "above"));
      if (action === 4) screen.paint();
      if (action === 5) {
        screen.commit(area.prompt);
        printed.push(...area.prompt);
        area = { ...area, prompt: [] };
      }
      if (random(12) === 0) await screen.drained();
    }
    await screen.drained();
    screen.paint();
    const expected = [...printed, ...area.above, ...area.prompt, ...area.below].map((line) => line.trimEnd());
    assert.deepEqual(await tty.all(), expected);
  }
});

Deno.test("Screen measures clusters in one frame that leaves the row and the cursor as they were", async () => {
  using stage = open();
  const { tty, screen } = stage;
  assert.equal(screen.measure(["👍🏽"]), undefined, "there is no prompt");
  screen.setPrompt({ rows: ["sql> abc", "...> d"], cursor: { row: 0, column: 6 } });
  screen.paint();
  tty.writes.length = 0;
  const widths = screen.measure(["👍🏽", "❤️", "a"]);
  await tty.settled();
  assert.deepEqual(await widths, [4, 1, 1]);
  assert.equal(tty.writes.length, 1);
  assert.ok(tty.writes[0]?.startsWith("\x1b[?2026h") && tty.writes[0].endsWith("\x1b[?2026l"));
  assert.equal(await tty.text(true), "sql> a█bc\n...> d");
  assert.equal(screen.measure(["👍🏽".repeat(10)]), undefined, "it has no room");
});
