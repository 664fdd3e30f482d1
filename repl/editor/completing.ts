/** Completion as a person goes through it: Tab inserts or opens the menu, further keys choose, narrow and take. */

import type { Buffer } from "./buffer.ts";
import { commonBeginning, type Completion, likely } from "../completion/candidates.ts";
import { type Key, keyId } from "../terminal/keys.ts";
import { Menu } from "./menu.ts";

/** `ask`: names that only the outside world knows may be asked for. */
export type Complete = (text: string, cursor: number, ask: boolean) => Completion;

const WORD = /^[\p{L}\p{N}\p{M}_$.]+$/u;
const MOVES: Readonly<Record<string, 1 | -1>> = {
  "tab": 1,
  "down": 1,
  "ctrl-n": 1,
  "ctrl-space": 1,
  "shift-tab": -1,
  "up": -1,
  "ctrl-p": -1,
};

export class Completing {
  readonly #buffer: Buffer;
  readonly #complete: Complete;
  #menu: Menu | undefined;

  constructor(buffer: Buffer, complete: Complete) {
    this.#buffer = buffer;
    this.#complete = complete;
  }

  /** The open menu. */
  get menu(): Menu | undefined {
    return this.#menu;
  }

  /** Inserts the only candidate or what all begin with; else, or `always`, opens the menu. */
  begin(always = false): void {
    const { text, cursor } = this.#buffer;
    const completion = this.#complete(text, cursor, true);
    const { from, to = cursor, candidates, waiting } = completion;
    if (candidates.length === 0 && waiting === undefined) return;
    const texts = likely(completion).map((candidate) => candidate.text);
    const common = commonBeginning(texts);
    const sole = texts.length === 1 && waiting === undefined;
    if (!always && sole) this.#buffer.replace(from, to, common);
    else if (!always && common.length > cursor - from) this.#buffer.replace(from, cursor, common);
    else this.#menu = new Menu(completion);
  }

  /** True when the key was for the menu; any other key takes the choice and does its own work on it. */
  handle(key: Key): boolean {
    const menu = this.#menu;
    if (menu === undefined) return false;
    const id = keyId(key);
    const by = MOVES[id];
    if (by !== undefined) menu.move(by);
    else if (id === "escape" || id === "ctrl-g" || id === "ctrl-c") this.close();
    else if (id === "enter") {
      const chosen = menu.choice !== undefined;
      this.take();
      return chosen;
    } else if (id === "text" && WORD.test(key.text ?? "")) this.#narrow(() => this.#buffer.insert(key.text ?? ""));
    else if (id === "backspace" && menu.choice === undefined) this.#narrow(() => this.#buffer.deleteBackward());
    else {
      this.take();
      return false;
    }
    return true;
  }

  /** The choice becomes text, the menu closes. */
  take(): void {
    const choice = this.#menu?.choice;
    if (this.#menu && choice) {
      const { from, to = this.#buffer.cursor } = this.#menu.completion;
      this.#buffer.replace(from, to, choice.text);
    }
    this.close();
  }

  close(): void {
    this.#menu = undefined;
  }

  /** Names that were asked for have come: true when an open menu shows them now. */
  refresh(): boolean {
    if (this.#menu === undefined) return false;
    this.#menu = this.#made(this.#menu.choice?.text);
    return true;
  }

  #narrow(edit: () => void): void {
    this.take();
    edit();
    this.#menu = this.#made(undefined);
  }

  #made(chosen: string | undefined): Menu | undefined {
    const completion = this.#complete(this.#buffer.text, this.#buffer.cursor, true);
    const { candidates, waiting } = completion;
    return candidates.length === 0 && waiting === undefined ? undefined : new Menu(completion, chosen);
  }
}
