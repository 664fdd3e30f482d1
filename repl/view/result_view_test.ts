import assert from "node:assert/strict";
import { fieldOf } from "../../schema/field.ts";
import { BIGINT, decimalType, INT, TEXT } from "../../schema/types.ts";
import { ANSI_THEME, PLAIN_THEME, type Theme } from "../editor/highlight.ts";
import type { Key } from "../terminal/keys.ts";
import { displayWidth, styledWidth } from "../terminal/width.ts";
import { clockText } from "./instant.ts";
import { ResultView, type ViewWish } from "./result_view.ts";
import { batchOf, type ChangedRow, changesOf, Clock, resultOf, type Row, type TestResultOptions } from "./test_view.ts";
import { ViewLines } from "./view_lines.ts";

const ORDERS = [fieldOf("id", BIGINT), fieldOf("user", TEXT), fieldOf("price", decimalType(10, 2))];
const NAMES = ["ann", "bob", "cy"];

function orders(from: number, count: number): Row[] {
  return Array.from(
    { length: count },
    (_, i) => [BigInt(from + i), NAMES[(from + i) % 3] ?? "", BigInt(100 * (from + i))],
  );
}

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** A view that keys are sent to, as lines of 60 columns and so many rows. */
class Desk {
  readonly clock = new Clock();
  readonly result;
  readonly view: ResultView;
  readonly lines: ViewLines;
  #wish: ViewWish | undefined;
  readonly copied: string[] = [];
  readonly written: { readonly path: string; readonly names: string[]; readonly rows: Row[] }[] = [];

  constructor(options: Omit<TestResultOptions, "clock"> = {}, theme: Theme = PLAIN_THEME) {
    this.result = resultOf({ fields: ORDERS, ...options, clock: this.clock });
    this.view = new ResultView({
      result: this.result,
      job: 2,
      title: "SELECT",
      theme,
      order: undefined,
      now: this.clock.now,
      onChange: () => {},
      onWish: (wish) => this.#wish = wish,
      copy: (text) => this.copied.push(text),
      write: async (path, { fields, rows }) => {
        const taken: Row[] = [];
        for await (const row of rows) taken.push(row);
        this.written.push({ path, names: fields.map(({ name }) => name), rows: taken });
        return `${taken.length} rows written`;
      },
    });
    this.lines = new ViewLines(this.view);
  }

  rows(...rows: Row[]): void {
    this.result.receive(batchOf(this.result.fields, rows));
  }

  changes(...rows: ChangedRow[]): void {
    this.result.receive(changesOf(this.result.fields, rows));
  }

  /** Names of keys, and texts: each character is a key. Resolves when the picture that they ask for is there. */
  async press(...keys: string[]): Promise<ViewWish | undefined> {
    if (keys.length > 0) this.#wish = undefined;
    for (const key of keys) {
      const none = { ctrl: false, alt: false, shift: false };
      const named = /^(?:up|down|left|right|home|end|pageup|pagedown|enter|escape|tab|f\d|backspace)$/.test(key);
      const pressed: Key[] = key === "ctrl-c"
        ? [{ ...none, name: "c", ctrl: true }]
        : named
        ? [{ ...none, name: key }]
        : Array.from(key, (text) => ({ ...none, name: "text", text }));
      for (const one of pressed) this.view.key(one);
      await settled();
    }
    await settled();
    return this.#wish;
  }

  paint(rows = 6, columns = 60, focused = true): readonly string[] {
    return this.lines.lines(columns, rows, focused);
  }

  get wish(): ViewWish | undefined {
    return this.#wish;
  }

  get state(): string {
    return this.paint().at(-1) ?? "";
  }

  /** First column of the rows on the screen. */
  ids(rows = 6): string[] {
    return this.paint(rows).slice(1, -1).map((line) => /^\s*(\d+)/.exec(line)?.[1] ?? line);
  }
}

Deno.test("ResultView shows the newest rows of a tail, and how many there are", () => {
  const desk = new Desk();
  desk.rows(...orders(1, 30));
  const lines = desk.paint(6, 80);
  assert.match(lines[0] ?? "", /^ id +\S* │ user │ price .* SELECT$/);
  assert.deepEqual(desk.ids(), ["27", "28", "29", "30"]);
  assert.match(desk.state, /^ job 2 · 30 rows · .*\? keys$/);
  desk.rows(...orders(31, 1));
  assert.deepEqual(desk.ids(), ["28", "29", "30", "31"]);
});

Deno.test("ResultView that is paused stands still and counts what comes, until it is live again", async () => {
  const desk = new Desk();
  desk.rows(...orders(1, 30));
  desk.paint();
  await desk.press(" ");
  desk.rows(...orders(31, 900));
  assert.deepEqual(desk.ids(), ["27", "28", "29", "30"]);
  assert.match(desk.state, /^ job 2 · 27–30 of 30 rows · paused, \+900 since/);
  await desk.press(" ");
  assert.deepEqual(desk.ids().at(-1), "930");
});

Deno.test("ResultView scrolls by row and page, to the first row, and End is live", async () => {
  const desk = new Desk();
  desk.rows(...orders(1, 30));
  desk.paint();
  await desk.press("up");
  assert.deepEqual(desk.ids(), ["27", "28", "29", "30"], "the row above is selected, and in sight");
  await desk.press("up", "up", "up");
  assert.deepEqual(desk.ids(), ["26", "27", "28", "29"]);
  await desk.press("pageup");
  assert.equal(desk.ids()[0], "22");
  await desk.press("home");
  assert.deepEqual(desk.ids(), ["1", "2", "3", "4"]);
  await desk.press("down", "down", "down", "down");
  assert.deepEqual(desk.ids(), ["2", "3", "4", "5"]);
  await desk.press("end");
  assert.deepEqual(desk.ids(), ["27", "28", "29", "30"]);
});

Deno.test("ResultView takes keys that come before the picture is there, in their order", async () => {
  const desk = new Desk();
  desk.rows(...orders(1, 30));
  const none = { ctrl: false, alt: false, shift: false };
  for (const name of ["home", "down", "enter", "escape"]) desk.view.key({ ...none, name });
  await desk.press();
  assert.equal(desk.view.still.picture?.row(desk.view.still.selected).values?.[0], 2n);
  assert.equal(desk.view.overlay, undefined);
});

Deno.test("ResultView takes a q behind other keys as they mean it, and Ctrl-C before all of them", async () => {
  const none = { ctrl: false, alt: false, shift: false };
  const typed = (text: string) => Array.from(text, (one): Key => ({ ...none, name: "text", text: one }));
  const desk = new Desk();
  desk.rows(...orders(1, 30));
  for (const key of [...typed("p/q"), { ...none, name: "enter" }]) desk.view.key(key);
  await desk.press();
  assert.equal(desk.wish, undefined, "it is of what is typed");
  assert.match(desk.state, / filter "q"/);
  await desk.press("/", "backspace", "enter", "end");
  for (const key of [{ ...none, name: "enter" }, ...typed("q")]) desk.view.key(key);
  await desk.press();
  assert.deepEqual(
    [desk.wish, desk.view.overlay],
    [undefined, undefined],
    "it leaves the row in full, and not the view",
  );
  await desk.press("end");
  for (const key of [...typed("p/"), { ...none, name: "c", ctrl: true }]) desk.view.key(key);
  assert.equal(desk.wish, "leave", "whatever is waited for");
});

Deno.test("ResultView filters by a condition, by a text, and says what it understood", async () => {
  const desk = new Desk();
  desk.rows(...orders(1, 30));
  await desk.press("/", "price > 27", "enter");
  assert.deepEqual(desk.ids(), ["28", "29", "30"]);
  assert.match(desk.state, /^ job 2 · 3 of 30 rows · filter price > 27/);
  desk.rows(...orders(31, 2));
  assert.match(desk.state, /5 of 32 rows/);
  await desk.press("/");
  assert.match(desk.state, /^ filter: price > 27 $/);
  for (let i = 0; i < 10; i++) await desk.press("backspace");
  await desk.press("Bob", "enter");
  assert.match(desk.state, /0 of 32 rows · filter "Bob"/, "upper case is meant");
  await desk.press("/", ...Array.from({ length: 3 }, () => "backspace"), "bob", "enter");
  assert.match(desk.state, /11 of 32 rows · filter "bob"/);
  await desk.press("/", ...Array.from({ length: 3 }, () => "backspace"), "prize > 2", "enter");
  assert.match(desk.state, /^ no condition: 'prize' not found/);
  await desk.press("/", ...Array.from({ length: 9 }, () => "backspace"), "enter");
  assert.match(desk.state, /^ job 2 · 32 rows/);
});

Deno.test("ResultView's filter can be dropped while it is typed, and keeps a picture still", async () => {
  const desk = new Desk();
  desk.rows(...orders(1, 30));
  await desk.press(" ");
  desk.rows(...orders(31, 30));
  await desk.press("/", "nonsense", "escape");
  assert.match(desk.state, /of 30 rows · paused/);
  await desk.press("/", "user = 'bob'", "enter");
  assert.deepEqual(desk.ids(), ["19", "22", "25", "28"]);
  assert.match(desk.state, /7–10 of 10 of 30 rows · paused, \+30 since/);
});

Deno.test("ResultView sorts a table by the column under the cursor, there and back", async () => {
  const desk = new Desk({ key: [0] });
  desk.changes(...orders(1, 5).map((row): ChangedRow => ["+I", ...row]), ["+I", 9n, "al", null]);
  assert.deepEqual(desk.ids(9), ["1", "2", "3", "4", "5", "9"]);
  await desk.press("right", "s");
  assert.deepEqual(desk.ids(9), ["9", "3", "1", "4", "2", "5"]);
  assert.match(desk.paint()[0] ?? "", /user↑/);
  await desk.press("right", "S");
  assert.deepEqual(desk.ids(9), ["5", "4", "3", "2", "1", "9"], "NULL is last");
  desk.changes(["+I", 7n, "zoe", 99999n]);
  assert.equal(desk.ids(9)[0], "7", "and stays sorted while rows come");
  await desk.press("S");
  assert.deepEqual(desk.ids(9), ["1", "2", "3", "4", "5", "9", "7"]);
});

Deno.test("ResultView's sorted tail is a picture, and live again it is in the order of rows", async () => {
  const desk = new Desk();
  desk.rows(...orders(1, 10));
  await desk.press("S");
  assert.deepEqual(desk.ids(), ["10", "9", "8", "7"]);
  assert.match(desk.state, /paused.*by id ↓/);
  await desk.press("end");
  assert.deepEqual(desk.ids(), ["7", "8", "9", "10"]);
});

Deno.test("ResultView goes back in time while a table is paused, and says which instant it shows", async () => {
  const desk = new Desk({ key: [0] });
  const start = desk.clock.at;
  desk.changes(["+I", 1n, "a", 1n]);
  for (let second = 1; second <= 5; second++) {
    desk.clock.at = start + second * 1000;
    desk.changes(["-U", 1n, "a", BigInt(second)], ["+U", 1n, "a", BigInt(second + 1)]);
  }
  desk.clock.at = start + 5500;
  const price = () => /│ +(\d\.\d\d)$/.exec(desk.paint()[1] ?? "")?.[1];
  assert.equal(price(), "0.06");
  await desk.press("p", "left");
  assert.equal(price(), "0.05", "at 4.5 s");
  assert.match(desk.state, new RegExp(`as of ${clockText(start + 4500)}, 1 s ago · paused, \\+0 since`));
  await desk.press("left", "left");
  assert.equal(price(), "0.03");
  desk.changes(["-D", 1n, "a", 6n]);
  await desk.press("right");
  assert.equal(price(), "0.04", "what came meanwhile changes nothing");
  await desk.press("left", "left", "left", "left", "left");
  assert.match(desk.state, /the oldest change that is kept came at/);
  await desk.press("right", "right", "right", "right", "right", "right", "right");
  assert.match(desk.state, /this is when you paused/);
  assert.equal(price(), "0.06");
  await desk.press("end");
  assert.deepEqual(desk.ids(), [], "the row is gone meanwhile");
});

Deno.test("ResultView shows the instant of the pause, by its time too, when all changes up to it were dropped", async () => {
  const desk = new Desk({ key: [0], rows: 4 });
  desk.changes(["+I", 1n, "a", 1n]);
  desk.clock.at += 5000;
  await desk.press("p");
  const paused = desk.clock.at;
  desk.clock.at += 5000;
  for (let i = 1n; i < 9n; i++) desk.changes(["-U", 1n, "a", i], ["+U", 1n, "a", i + 1n]);
  await desk.press("left");
  assert.match(desk.state, /the oldest change that is kept came at/);
  await desk.press("<");
  assert.match(desk.state, new RegExp(`as of ${clockText(paused)}, 5 s ago`));
  assert.match(desk.paint()[1] ?? "", /│ +0\.01$/);
});

/** A table of three rows that changes every second: a price, then a row goes and another comes. */
async function compared(theme: Theme = PLAIN_THEME): Promise<Desk> {
  const desk = new Desk({ key: [0] }, theme);
  desk.changes(["+I", 1n, "ann", 1200n], ["+I", 2n, "bob", 500n], ["+I", 3n, "cy", null]);
  desk.clock.at += 1000;
  desk.changes(["-U", 1n, "ann", 1200n], ["+U", 1n, "ann", 1750n]);
  desk.clock.at += 1000;
  desk.changes(["-D", 2n, "bob", 500n], ["+I", 4n, "dan", 900n]);
  desk.clock.at += 500;
  desk.paint();
  await desk.press("p", "=");
  return desk;
}

Deno.test("ResultView compares two instants of a table: what changed, came and went, and what it was", async () => {
  const desk = await compared();
  const { at } = desk.clock;
  assert.match(desk.state, /is marked: ← → compare/);
  await desk.press("<");
  assert.match(desk.state, new RegExp(`^ job 2 · 3 rows · ${clockText(at)} is marked, ← → compare`));
  await desk.press("left", "left");
  assert.deepEqual(desk.paint(8, 100).slice(1, -1), [
    " ~ │  1 │ ann  │ 12.00 → 17.50 (+5.50)",
    " - │  2 │ bob  │                  5.00",
    "   │  3 │ cy   │                  NULL",
    " + │  4 │ dan  │                  9.00",
  ]);
  const said = `${clockText(at - 2000)} → ${clockText(at)}: 1 changed, 1 new, 1 gone`;
  assert.equal(desk.paint(8, 110).at(-1), ` job 2 · 4 rows · ${said} · = only these · Esc ends it · ? keys`);
  await desk.press("=");
  assert.deepEqual(desk.paint(8, 100).slice(1, -1).map((line) => line[1]), ["~", "-", "+"]);
  assert.match(desk.paint(8, 110).at(-1) ?? "", / 3 of 4 rows · .* · = all rows/);
  await desk.press("right");
  assert.deepEqual(desk.paint(8, 100).slice(1, -1).map((line) => line[1]), ["-", "+"], "a second later");
  assert.equal(await desk.press("escape"), undefined, "the comparison ends, the view stays");
  assert.deepEqual(desk.ids(8), ["1", "2", "3"], "and shows the instant that was gone to");
  assert.equal(await desk.press("escape"), "leave");
});

Deno.test("ResultView marks what differs in bold and colour, and what has gone dim", async () => {
  const desk = await compared(ANSI_THEME);
  await desk.press("left", "left", "down", "down", "down");
  const [changed = "", gone = "", same = ""] = desk.paint(8, 100).slice(1);
  assert.ok(changed.includes("\x1b[33m~") && changed.includes("\x1b[1m12.00 → 17.50 (+5.50)\x1b[22m"), changed);
  assert.ok(gone.startsWith("\x1b[2m") && gone.includes("\x1b[31m-"), gone);
  assert.ok(!same.includes("\x1b[1m"));
});

Deno.test("ResultView's comparison says less on a narrow screen, and the row in full says all", async () => {
  const desk = await compared();
  await desk.press("left", "left");
  const lines = desk.paint(8, 40);
  assert.match(lines[1] ?? "", /^ ~ │ +1 │ ann +│ +12\.00 → 17\.50 \(\+5\.50\)$/);
  assert.match(desk.paint(8, 34)[1] ?? "", /^ ~ │ +1 │ ann +│ +12\.00 → 17\.50$/);
  assert.match(lines.at(-1) ?? "", /^ \d\d:\d\d:\d\d → \d\d:\d\d:\d\d ~1 \+1 -1$/);
  assert.match(desk.paint(8, 25)[1] ?? "", /^ ~ │ +1 │ ann +│ → 17\.50$/);
  await desk.press("enter");
  assert.match(desk.paint(9, 40).join("\n"), / user +│ ann\n price +│ 12\.00 → 17\.50 \(\+5\.50\)\n/);
});

Deno.test("ResultView's comparison is filtered, sorted, counts no hidden column, and is written with what happened", async () => {
  const desk = await compared();
  await desk.press("left", "left", "/", "price = 12", "enter");
  assert.deepEqual(desk.paint(8, 100).slice(1, -1).map((line) => line[1]), ["~"], "it passed as it was");
  await desk.press("/", ...Array.from({ length: 10 }, () => "backspace"), "enter", "S");
  assert.deepEqual(desk.paint(8, 100).slice(1, -1).map((line) => /^ (.) │ +(\d)/.exec(line)?.slice(1).join("")), [
    "+4",
    " 3",
    "-2",
    "~1",
  ]);
  await desk.press("S", "w", "a.csv", "enter");
  await settled();
  assert.deepEqual(desk.written[0], {
    path: "a.csv",
    names: ["_op", "id", "user", "price"],
    rows: [["-U", 1n, "ann", 1200n], ["+U", 1n, "ann", 1750n], ["-D", 2n, "bob", 500n], [null, 3n, "cy", null], [
      "+I",
      4n,
      "dan",
      900n,
    ]],
  });
  await desk.press(">", ">", "h");
  assert.match(desk.paint(8, 100).at(-1) ?? "", /: 1 new, 1 gone · /, "the price is hidden");
  await desk.press("home", "y");
  assert.equal(desk.copied.at(-1), '{"id":1,"user":"ann","price":17.50}');
});

Deno.test("ResultView keeps a mark while it is live again, and compares when it is paused, until End", async () => {
  const desk = await compared();
  await desk.press(" ");
  assert.match(desk.state, /is marked · /);
  desk.clock.at += 9000;
  desk.changes(["-U", 3n, "cy", null], ["+U", 3n, "cy", 1n]);
  await desk.press(" ");
  assert.match(desk.paint(8, 100)[2] ?? "", /^ ~ │ +3 │ cy +│ NULL → 0.01$/);
  await desk.press("end");
  assert.doesNotMatch(desk.state, /marked/);
  await desk.press("p");
  assert.doesNotMatch(desk.paint(8, 100).join("\n"), /→ 0.01/);
  const tail = new Desk();
  tail.rows(...orders(1, 3));
  await tail.press("=");
  assert.match(tail.state, /only a table can be compared/);
});

Deno.test("ResultView shows the changes of a table, and the table again", async () => {
  const desk = new Desk({ key: [0] });
  desk.changes(["+I", 1n, "ann", 1n], ["-U", 1n, "ann", 1n], ["+U", 1n, "ann", 2n], ["-D", 1n, "ann", 2n]);
  await desk.press("m");
  assert.deepEqual(desk.paint(9).slice(1, -1).map((line) => line.slice(1, 3)), ["+I", "-U", "+U", "-D"]);
  assert.match(desk.state, /4 rows · changes/);
  await desk.press("m");
  assert.deepEqual(desk.ids(), []);
  const tail = new Desk();
  await tail.press("m");
  assert.match(tail.state, /never taken back/);
});

Deno.test("ResultView shows one row in full with where it came from, and the rows again", async () => {
  const fields = [...ORDERS, fieldOf("topic", TEXT), fieldOf("partition", INT), fieldOf("offset", BIGINT)];
  const desk = new Desk({ fields, shown: 3 });
  desk.result.receive(batchOf(fields, [[7n, "ann\nmaria", null, "orders", 3, 41n]]));
  assert.deepEqual(desk.ids(), ["7"]);
  await desk.press("enter");
  assert.deepEqual(desk.paint(20).slice(0, -2), [
    " id    │ 7",
    " user  │ ann",
    "       │ maria",
    " price │ NULL",
    "",
    " topic     │ orders",
    " partition │ 3",
    " offset    │ 41",
  ]);
  assert.equal(await desk.press("escape"), undefined);
  assert.deepEqual(desk.ids(), ["7"]);
  assert.equal(await desk.press("escape"), "leave");
});

Deno.test("ResultView copies a row as JSON and as a condition, and writes what passes the filter", async () => {
  const desk = new Desk();
  desk.rows([1n, "o'neil", 250n], [2n, null, null]);
  await desk.press("home", "y", "down", "Y");
  assert.deepEqual(desk.copied, [
    '{"id":1,"user":"o\'neil","price":2.50}',
    "id = 2 AND user IS NULL AND price IS NULL",
  ]);
  assert.match(desk.state, /copied as condition/);
  await desk.press("end", "/", "id = 1", "enter", "w", "a.csv", "enter");
  await settled();
  assert.deepEqual(desk.written.map(({ path, rows }) => [path, rows.length]), [["a.csv", 1]]);
  assert.match(desk.state, /1 rows written/);
});

Deno.test("ResultView hides and pins columns, and moves sideways when they do not fit", async () => {
  const fields = Array.from({ length: 9 }, (_, i) => fieldOf(`c${i}`, TEXT));
  const desk = new Desk({ fields });
  desk.rows(fields.map((_, i) => `${i}`.repeat(30)));
  const shown = () => [...(desk.paint(6, 60)[0] ?? "").matchAll(/c(\d)/g)].map(([, name]) => name).join("");
  assert.equal(shown(), "01");
  await desk.press("right", "right");
  assert.equal(shown(), "12");
  await desk.press("f");
  assert.equal(shown(), "21");
  await desk.press("right", "right", "right");
  assert.equal(shown(), "23", "the pinned one stays");
  await desk.press("h", "h");
  assert.equal(shown(), "25");
  assert.match(desk.state, /2 hidden/);
  await desk.press("H");
  assert.equal(shown(), "25");
  for (let i = 0; i < 9; i++) await desk.press("<");
  for (let i = 0; i < 8; i++) await desk.press("h");
  assert.equal(await desk.press("h"), undefined);
  assert.match(desk.state, /the last column stays/);
});

Deno.test("ResultView asks for what is not its own: to leave, the prompt, another view, why", async () => {
  const desk = new Desk();
  for (
    const [key, wish] of [["q", "leave"], ["ctrl-c", "leave"], ["b", "prompt"], ["f6", "prompt"], ["tab", "next"], [
      "!",
      "why",
    ]]
  ) {
    assert.equal(await desk.press(key ?? ""), wish, key);
  }
  await desk.press("?");
  assert.match(desk.paint(30)[0] ?? "", /pause/);
  assert.equal(await desk.press("q"), undefined, "closes the list");
  assert.equal(await desk.press("q"), "leave");
});

Deno.test("ResultView says of a row that it was dropped while it was looked at", async () => {
  const desk = new Desk({ rows: 20 });
  desk.rows(...orders(1, 20));
  desk.paint();
  await desk.press("home");
  desk.rows(...orders(21, 2));
  assert.match(desk.ids()[0] ?? "", /dropped/);
  await desk.press("enter");
  assert.match(desk.state, /dropped meanwhile/);
  await desk.press("end");
  assert.match(desk.state, /oldest 2 dropped/);
});

Deno.test("ResultView marks cells that have changed for a second, and the selected row", async () => {
  const desk = new Desk({ key: [0] }, ANSI_THEME);
  desk.changes(["+I", 1n, "a", 100n]);
  desk.paint();
  desk.changes(["-U", 1n, "a", 100n], ["+U", 1n, "a", 200n]);
  desk.clock.at += 100;
  assert.ok(desk.paint()[1]?.includes("\x1b[1m2.00\x1b[22m"));
  assert.ok(desk.lines.pending(desk.clock.at));
  desk.clock.at += 1000;
  assert.ok(!desk.paint()[1]?.includes("\x1b[1m"));
  assert.ok(!desk.lines.pending(desk.clock.at));
  await desk.press("down");
  assert.ok(desk.paint()[1]?.startsWith("\x1b[7m"));
});

const HOSTILE_FIELDS = [fieldOf("a\x1b[31m", TEXT), fieldOf("漢字", TEXT), fieldOf("n", BIGINT)];
const HOSTILE_ROWS: readonly Row[] = [
  ["x\x1b[2Jy\n", "漢字漢字👍🏽❤️", 1n],
  ["", "\u202e", null],
  ["z".repeat(300), "é", 12345678901n],
];

function assertFitsEverySize(desk: Desk): void {
  for (let columns = 1; columns < 120; columns += 7) {
    for (let height = 1; height < 12; height++) {
      const lines = desk.paint(height, columns);
      assert.ok(lines.length <= height, `${columns}×${height}`);
      for (const line of lines) {
        const what = `${columns}×${height}: ${displayWidth(line)} ${JSON.stringify(line)}`;
        assert.ok(styledWidth(line) <= columns, what);
        // deno-lint-ignore no-control-regex -- control characters are what must not come through
        assert.doesNotMatch(line.replaceAll(/\x1b\[\d*G/g, ""), /[\x00-\x08\x0b-\x1f]|\u202e/);
      }
    }
  }
}

Deno.test("ResultView fits every size of screen, wide characters and hostile ones included", async () => {
  for (const options of [{}, { key: [0] }]) {
    const desk = new Desk({ fields: HOSTILE_FIELDS, ...options });
    if (desk.result.table === undefined) desk.rows(...HOSTILE_ROWS);
    else desk.changes(...HOSTILE_ROWS.map((row): ChangedRow => ["+I", ...row]));
    for (const keys of [[], [" "], ["/", "x"], ["escape", "enter"], ["escape", "?"]]) {
      await desk.press(...keys);
      assertFitsEverySize(desk);
    }
  }
});

Deno.test("ResultView's comparison fits every size of screen, wide characters and hostile ones included", async () => {
  const desk = new Desk({ fields: HOSTILE_FIELDS, key: [2] });
  desk.changes(...HOSTILE_ROWS.map((row): ChangedRow => ["+I", ...row]));
  await desk.press("=", " ");
  desk.clock.at += 60_000;
  const [first = [], second = [], third = []] = HOSTILE_ROWS;
  desk.changes(["-U", ...first], ["+U", "é", "\u202e漢", 1n], ["-D", ...second], ["+I", ...third.slice(0, 2), 7n]);
  for (const keys of [[" "], ["="], ["enter"], ["escape", "escape"]]) {
    await desk.press(...keys);
    assertFitsEverySize(desk);
  }
});
