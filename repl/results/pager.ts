/** A pager as data: where it stands in what is paged, what a key does to that, what the screen shows. Knows no terminal. */
import { numberText } from "../../schema/counted.ts";
import { style, type Theme } from "../editor/highlight.ts";
import type { Key } from "../terminal/keys.ts";
import { clusterWidth, displayWidth, graphemes } from "../terminal/width.ts";

/** Lines that are made when they are looked at: plain text, as it may be written to a terminal. */
export interface Pages {
  /** Stays at the top. */
  readonly header: readonly string[];
  /** May grow while it is paged. */
  readonly size: number;
  line(index: number): string;
  /** Columns of the screen where a step sideways may end, ascending, the first is 0. */
  readonly stops: readonly number[];
  /** What the lines are called: `rows`, `lines`. */
  readonly unit: string;
  /** More may come. */
  readonly growing: boolean;
}

const HELP = "Space b page · ↑ ↓ line · ← → sideways · g G ends · / search, n N next · q leave";

export class Pager {
  readonly #pages: Pages;
  #top = 0;
  /** Index into the stops. */
  #stop = 0;
  /** What is being typed behind `/`; undefined: nothing. */
  #typing: string | undefined;
  #wanted = "";
  /** Line of the hit. */
  #hit: number | undefined;
  #message: string | undefined;

  constructor(pages: Pages, at: "start" | "end" = "start") {
    this.#pages = pages;
    if (at === "end") this.#top = pages.size;
  }

  /** `rows` of the screen are the pager's own. True: the person leaves. */
  key(key: Key, rows: number): boolean {
    this.#message = undefined;
    const single = key.name !== "text" || this.#typing !== undefined;
    for (const one of single ? [key] : Array.from(key.text ?? "", (text) => ({ ...key, text }))) {
      if (this.#typing !== undefined) this.#type(one);
      else if (this.#act(nameOf(one), Math.max(1, this.#room(rows) - 1))) return true;
    }
    this.#clamp(rows);
    return false;
  }

  #act(name: string, page: number): boolean {
    switch (name) {
      case "q":
      case "escape":
      case "ctrl-c":
      case "ctrl-d":
        return true;
      case " ":
      case "space":
      case "f":
      case "pagedown":
      case "ctrl-f":
        this.#top += page;
        break;
      case "b":
      case "pageup":
      case "ctrl-b":
        this.#top -= page;
        break;
      case "j":
      case "down":
      case "enter":
        this.#top++;
        break;
      case "k":
      case "up":
        this.#top--;
        break;
      case "g":
      case "<":
      case "home":
        this.#top = 0;
        break;
      case "G":
      case ">":
      case "end":
        this.#top = this.#pages.size;
        break;
      case "right":
        this.#stop = Math.min(this.#stop + 1, this.#pages.stops.length - 1);
        break;
      case "left":
        this.#stop = Math.max(0, this.#stop - 1);
        break;
      case "/":
        this.#typing = "";
        break;
      case "n":
        this.#search(1);
        break;
      case "N":
        this.#search(-1);
        break;
      default:
        this.#message = HELP;
    }
    return false;
  }

  #type(key: Key): void {
    const typed = this.#typing ?? "";
    if (key.name === "escape" || (key.ctrl && key.name === "c")) this.#typing = undefined;
    else if (key.name === "backspace") this.#typing = typed === "" ? undefined : typed.slice(0, -1);
    else if (key.name === "text" || key.name === "paste") this.#typing = typed + (key.text ?? "");
    else if (key.name === "space") this.#typing = `${typed} `;
    else if (key.name === "enter") {
      this.#typing = undefined;
      if (typed !== "") this.#wanted = typed.toLowerCase();
      this.#hit = undefined;
      this.#search(1);
    }
  }

  /** The next line with the text, whatever its case, behind the last hit, or from the first line on the screen. */
  #search(step: 1 | -1): void {
    if (this.#wanted === "") {
      this.#message = "nothing to search for: /text searches";
      return;
    }
    const from = this.#hit === undefined ? (step > 0 ? this.#top : this.#top - 1) : this.#hit + step;
    for (let index = from; index >= 0 && index < this.#pages.size; index += step) {
      if (!this.#pages.line(index).toLowerCase().includes(this.#wanted)) continue;
      this.#hit = this.#top = index;
      return;
    }
    this.#message = `"${this.#wanted}" ${this.#hit === undefined ? "is not there" : "does not come again"}`;
  }

  #room(rows: number): number {
    return Math.max(1, rows - this.#pages.header.length - 1);
  }

  #clamp(rows: number): void {
    this.#top = Math.max(0, Math.min(this.#top, this.#pages.size - this.#room(rows)));
  }

  /** The picture, its last line says where it stands. */
  frame(columns: number, rows: number, theme: Theme): string[] {
    this.#clamp(rows);
    const left = this.#pages.stops[this.#stop] ?? 0;
    const room = this.#room(rows);
    const end = Math.min(this.#pages.size, this.#top + room);
    const lines = this.#pages.header.map((line) => style(theme, "bold", sideways(line, left, columns)));
    for (let index = this.#top; index < end; index++) {
      const line = sideways(this.#pages.line(index), left, columns);
      lines.push(index === this.#hit ? style(theme, "inverse", line) : line);
    }
    return [...lines, style(theme, "inverse", sideways(this.#status(end), 0, columns))];
  }

  /** What the screen showed, for the scrollback. */
  left(columns: number, rows: number, theme: Theme): string[] {
    return this.frame(columns, rows, theme).slice(0, -1);
  }

  #status(end: number): string {
    if (this.#typing !== undefined) return `/${this.#typing}`;
    if (this.#message !== undefined) return this.#message;
    const { size, unit, growing, stops } = this.#pages;
    const [first, last, all] = [this.#top + 1, end, size].map(numberText);
    const where = `${unit} ${first}–${last} of ${all}${growing ? " so far" : ""}`;
    const aside = this.#stop === 0 ? "" : ` · from column ${this.#stop + 1} of ${stops.length}`;
    return ` ${where}${aside} · Space b ← → / q, ? for help `;
  }
}

function nameOf({ name, text, ctrl }: Key): string {
  return ctrl ? `ctrl-${name}` : name === "text" ? text ?? "" : name;
}

/** The part of a line that begins at column `left`, at most `columns` wide; `…` where it goes on. */
export function sideways(line: string, left: number, columns: number): string {
  if (left === 0 && displayWidth(line) <= columns) return line;
  let [at, out, width] = [0, "", 0];
  for (const cluster of graphemes(line)) {
    const wide = clusterWidth(cluster);
    at += wide;
    if (at <= left) continue;
    if (width + wide > columns - 1 && displayWidth(line) - left > columns) return `${out}…`;
    out += cluster;
    width += wide;
  }
  return out;
}
