import assert from "node:assert/strict";
import type { StatementReader } from "../editor/editor.ts";
import type { Key } from "../terminal/keys.ts";
import type { PaneLines } from "../terminal/screen.ts";
import { type Pane, Panes } from "./panes.ts";

class TestPane implements Pane {
  keys = "";
  released = 0;

  constructor(readonly name: string) {}

  lines(_columns: number, height: number, focused: boolean): readonly string[] {
    return [`${this.name} ${height}${focused ? " has the keys" : ""}`];
  }

  isDirty(): boolean {
    return false;
  }

  key(key: Key): void {
    this.keys += key.text ?? key.name;
  }

  release(): void {
    this.released++;
  }
}

/** Panes on a screen of 24 rows, and a keyboard; what goes to the prompt is noted. */
class Desk implements Disposable {
  readonly screen = { panes: (() => []) as PaneLines, cursorShown: true, refresh: () => {} };
  readonly left: string[] = [];
  prompt = "";
  readonly #captures: ((key: Key) => boolean)[] = [];
  readonly panes: Panes<TestPane>;

  constructor() {
    const capture: StatementReader["capture"] = (handler) => {
      this.#captures.push(handler);
      return { [Symbol.dispose]: () => void this.#captures.splice(this.#captures.indexOf(handler), 1) };
    };
    this.panes = new Panes({
      screen: this.screen,
      reader: { capture },
      leave: (pane) => this.left.push(pane.name),
      why: (pane) => this.left.push(`why ${pane.name}`),
    });
  }

  press(...keys: Partial<Key>[]): void {
    for (const part of keys) {
      const key: Key = { name: "text", ctrl: false, alt: false, shift: false, ...part };
      if (!this.#captures.some((handler) => handler(key))) this.prompt += key.text ?? key.name;
    }
  }

  type(text: string): void {
    for (const one of text) this.press({ text: one });
  }

  get lines(): readonly string[] {
    return this.screen.panes({ columns: 80, rows: 24 });
  }

  [Symbol.dispose](): void {
    for (const pane of [...this.panes.all]) this.panes.close(pane);
    assert.equal(this.#captures.length, 0, "keys are given back");
  }
}

Deno.test("Panes gives a new view the keys and the screen, and the prompt nothing", () => {
  using desk = new Desk();
  const pane = new TestPane("a");
  desk.panes.open(pane);
  desk.type("xy");
  assert.deepEqual([pane.keys, desk.prompt, desk.screen.cursorShown], ["xy", "", false]);
  assert.deepEqual(desk.lines, ["a 20 has the keys"]);
});

Deno.test("Panes docks the view when a backslash is typed, which goes to the prompt", () => {
  using desk = new Desk();
  const pane = new TestPane("a");
  desk.panes.open(pane);
  desk.type("\\jobs");
  assert.deepEqual([pane.keys, desk.prompt, desk.screen.cursorShown], ["", "\\jobs", true]);
  assert.deepEqual(desk.lines, ["a 12"]);
  assert.equal(pane.released, 1);
});

Deno.test("Panes docks the view with Ctrl-X o, and other keys behind Ctrl-X are the view's", () => {
  using desk = new Desk();
  const pane = new TestPane("a");
  desk.panes.open(pane);
  desk.press({ name: "x", ctrl: true }, { text: "y" });
  assert.equal(pane.keys, "y");
  desk.press({ name: "x", ctrl: true }, { text: "o" });
  assert.equal(desk.panes.focus, undefined);
  desk.panes.other();
  assert.equal(desk.panes.focus, pane);
});

Deno.test("Panes shows the newest of docked views, and goes from one to the next", () => {
  using desk = new Desk();
  const [a, b, c] = [new TestPane("a"), new TestPane("b"), new TestPane("c")];
  for (const pane of [a, b, c]) desk.panes.open(pane);
  desk.panes.dock();
  assert.deepEqual(desk.lines, ["b 6", "c 6"]);
  desk.panes.open(a);
  assert.deepEqual(desk.lines, ["a 20 has the keys"]);
  desk.panes.fulfil("next", a);
  assert.equal(desk.panes.focus, b);
  desk.panes.fulfil("why", b);
  desk.panes.fulfil("leave", b);
  assert.deepEqual(desk.left, ["why b", "b"]);
  desk.panes.close(b);
  assert.equal(desk.panes.focus, undefined);
  assert.deepEqual(desk.lines, ["c 6", "a 6"]);
});
