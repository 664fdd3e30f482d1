/** One line that is typed within a view: a filter, the name of a file. */
import { Buffer } from "../editor/buffer.ts";
import { type Key, keyId } from "../terminal/keys.ts";

const EDITS: Readonly<Record<string, (buffer: Buffer) => void>> = {
  "backspace": (buffer) => buffer.deleteBackward(),
  "ctrl-h": (buffer) => buffer.deleteBackward(),
  "delete": (buffer) => buffer.deleteForward(),
  "ctrl-d": (buffer) => buffer.deleteForward(),
  "left": (buffer) => buffer.left(),
  "ctrl-b": (buffer) => buffer.left(),
  "right": (buffer) => buffer.right(),
  "ctrl-f": (buffer) => buffer.right(),
  "alt-b": (buffer) => buffer.wordLeft(),
  "alt-f": (buffer) => buffer.wordRight(),
  "home": (buffer) => buffer.moveTo(0),
  "ctrl-a": (buffer) => buffer.moveTo(0),
  "end": (buffer) => buffer.moveTo(buffer.text.length),
  "ctrl-e": (buffer) => buffer.moveTo(buffer.text.length),
  "ctrl-k": (buffer) => buffer.killToLineEnd(),
  "ctrl-u": (buffer) => buffer.killToLineStart(),
  "ctrl-w": (buffer) => buffer.killBlankWordBackward(),
  "ctrl-y": (buffer) => buffer.yank(),
};

export class LineInput {
  readonly #buffer = new Buffer();

  constructor(text = "") {
    this.#buffer.setText(text);
  }

  get text(): string {
    return this.#buffer.text;
  }

  /** Offset in {@link text}. */
  get cursor(): number {
    return this.#buffer.cursor;
  }

  /** `done` and `dropped` end it. */
  key(key: Key): "done" | "dropped" | "goes on" {
    const id = keyId(key);
    if (id === "enter") return "done";
    if (id === "escape" || id === "ctrl-c" || id === "ctrl-g") return "dropped";
    if (key.name === "text" || key.name === "paste") this.#buffer.insert((key.text ?? "").replace(/\s+/g, " "));
    else EDITS[id]?.(this.#buffer);
    return "goes on";
  }
}
