/**
 * The text being typed: cursor, edits with undo and redo, kill ring. Knows nothing of keys or screens. Offsets are
 * UTF-16 code units and always stand between two grapheme clusters.
 */

import { displayWidth, graphemes, nextBoundary, previousBoundary } from "../terminal/width.ts";

/** One change: at {@link at}, {@link removed} became {@link inserted}. */
interface Edit {
  readonly at: number;
  readonly removed: string;
  readonly inserted: string;
  readonly cursorBefore: number;
}

const UNDO_STEPS = 1_000;
const KILLS = 60;
const WORD = /[\p{L}\p{N}\p{M}_]/u;
const BLANK = /\s/;

/** What the last action was, as far as the next one depends on it. */
type Last = "typing" | "kill" | "yank" | "vertical" | "other";

export class Buffer {
  #text = "";
  #cursor = 0;
  #undo: Edit[] = [];
  #redo: Edit[] = [];
  /** Newest last. Outlives {@link clear}: what was killed in one statement can be yanked in the next. */
  #kills: string[] = [];
  #last: Last = "other";
  /** Column that ↑ and ↓ try to keep. */
  #goal = 0;
  /** The yank that Alt-Y would replace. */
  #yanked = { from: 0, to: 0, index: 0 };

  get text(): string {
    return this.#text;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** Forgets text and undo steps; kills stay. */
  clear(): void {
    this.#text = "";
    this.#cursor = 0;
    this.#undo = [];
    this.#redo = [];
    this.#last = "other";
  }

  // Editing

  /** Puts `text` at the cursor. Characters typed one after the other are one undo step up to the end of a word. */
  insert(text: string): void {
    if (text === "") return;
    const previous = this.#undo.at(-1);
    const joins = this.#last === "typing" && previous?.removed === "" &&
      previous.at + previous.inserted.length === this.#cursor && !(BLANK.test(text) && !BLANK.test(previous.inserted));
    if (joins && previous) {
      this.#undo[this.#undo.length - 1] = { ...previous, inserted: previous.inserted + text };
      this.#splice(this.#cursor, this.#cursor, text);
    } else this.#edit(this.#cursor, this.#cursor, text);
    this.#last = "typing";
  }

  /** Puts a pasted text at the cursor: one edit, one undo step. */
  paste(text: string): void {
    this.replace(this.#cursor, this.#cursor, text);
  }

  /** One undo step: `text` instead of what stands from `from` to `to`. The cursor goes behind it. */
  replace(from: number, to: number, text: string): void {
    if (from !== to || text !== "") this.#edit(from, to, text);
    this.#last = "other";
  }

  /** One undo step: the whole text is another, the cursor at `cursor` (the end when absent). */
  setText(text: string, cursor = text.length): void {
    if (text !== this.#text) this.#edit(0, this.#text.length, text);
    this.#cursor = Math.min(cursor, text.length);
    this.#last = "other";
  }

  deleteBackward(): void {
    this.replace(previousBoundary(this.#text, this.#cursor), this.#cursor, "");
  }

  deleteForward(): void {
    const at = this.#cursor;
    this.replace(at, nextBoundary(this.#text, at), "");
    this.#cursor = at;
  }

  /** Exchanges the clusters around the cursor and steps over them; at the end of a line, the two before it. */
  transpose(): void {
    const at = this.#cursor === this.lineEnd() ? previousBoundary(this.#text, this.#cursor) : this.#cursor;
    if (at <= this.lineStart() || at === this.#text.length) return;
    const from = previousBoundary(this.#text, at);
    const to = nextBoundary(this.#text, at);
    this.replace(from, to, this.#text.slice(at, to) + this.#text.slice(from, at));
  }

  /** Changes the letters from the cursor to the end of the word. */
  changeCase(to: "upper" | "lower" | "capital"): void {
    const end = this.#wordEnd(this.#cursor);
    const word = this.#text.slice(this.#cursor, end);
    const changed = to === "upper" ? word.toUpperCase() : to === "lower" ? word.toLowerCase() : capital(word);
    this.replace(this.#cursor, end, changed);
  }

  // Kill ring

  killWordBackward(): void {
    this.#kill(this.#wordStart(this.#cursor), this.#cursor, "before");
  }

  /** Ctrl-W: back to the blank before, as shells do. */
  killBlankWordBackward(): void {
    let at = this.#cursor;
    while (at > 0 && BLANK.test(this.#text[at - 1] ?? "")) at--;
    while (at > 0 && !BLANK.test(this.#text[at - 1] ?? "")) at--;
    this.#kill(at, this.#cursor, "before");
  }

  killWordForward(): void {
    this.#kill(this.#cursor, this.#wordEnd(this.#cursor), "after");
  }

  /** To the end of the line; at the end, the line break. */
  killToLineEnd(): void {
    const end = this.lineEnd();
    this.#kill(this.#cursor, end === this.#cursor ? Math.min(end + 1, this.#text.length) : end, "after");
  }

  /** To the start of the line; at the start, the line break before. */
  killToLineStart(): void {
    const start = this.lineStart();
    this.#kill(start === this.#cursor ? Math.max(0, start - 1) : start, this.#cursor, "before");
  }

  yank(): void {
    this.#yankKill(this.#kills.length - 1, this.#cursor, this.#cursor);
  }

  /** Directly after a yank: the kill before, round and round. Else nothing. */
  yankOlder(): void {
    if (this.#last !== "yank" || this.#kills.length < 2) return;
    const { from, to, index } = this.#yanked;
    this.#yankKill((index + this.#kills.length - 1) % this.#kills.length, from, to);
  }

  // Undo

  undo(): void {
    const edit = this.#undo.pop();
    if (!edit) return;
    this.#redo.push(edit);
    this.#splice(edit.at, edit.at + edit.inserted.length, edit.removed);
    this.#cursor = edit.cursorBefore;
    this.#last = "other";
  }

  redo(): void {
    const edit = this.#redo.pop();
    if (!edit) return;
    this.#undo.push(edit);
    this.#splice(edit.at, edit.at + edit.removed.length, edit.inserted);
    this.#last = "other";
  }

  // Moving

  /** Puts the cursor to `at`; between clusters is the caller's duty. */
  moveTo(at: number): void {
    this.#cursor = Math.max(0, Math.min(at, this.#text.length));
    this.#last = "other";
  }

  left(): void {
    this.moveTo(previousBoundary(this.#text, this.#cursor));
  }

  right(): void {
    this.moveTo(nextBoundary(this.#text, this.#cursor));
  }

  wordLeft(): void {
    this.moveTo(this.#wordStart(this.#cursor));
  }

  wordRight(): void {
    this.moveTo(this.#wordEnd(this.#cursor));
  }

  lineStart(): number {
    return this.#cursor === 0 ? 0 : this.#text.lastIndexOf("\n", this.#cursor - 1) + 1;
  }

  lineEnd(): number {
    const end = this.#text.indexOf("\n", this.#cursor);
    return end < 0 ? this.#text.length : end;
  }

  /** Moves `lines` (negative: up) and keeps the column; false when there was no line that way at all. */
  vertical(lines: number): boolean {
    if (this.#last !== "vertical") this.#goal = displayWidth(this.#text.slice(this.lineStart(), this.#cursor));
    let moved = false;
    for (let left = Math.abs(lines); left > 0; left--) {
      const start = lines < 0 ? this.lineStart() - 1 : this.lineEnd() + 1;
      if (start < 0 || start > this.#text.length) break;
      this.#cursor = start;
      this.#cursor = this.lineStart();
      moved = true;
    }
    if (moved) this.#cursor = this.#atColumn(this.#goal);
    this.#last = moved ? "vertical" : this.#last;
    return moved;
  }

  // Inside

  #atColumn(column: number): number {
    const line = this.#text.slice(this.#cursor, this.lineEnd());
    let at = this.#cursor;
    let width = 0;
    for (const cluster of graphemes(line)) {
      width += displayWidth(cluster);
      if (width > column) break;
      at += cluster.length;
    }
    return at;
  }

  #wordStart(from: number): number {
    let at = from;
    while (at > 0 && !WORD.test(this.#before(at))) at -= this.#before(at).length;
    while (at > 0 && WORD.test(this.#before(at))) at -= this.#before(at).length;
    return at;
  }

  #wordEnd(from: number): number {
    let at = from;
    while (at < this.#text.length && !WORD.test(this.#after(at))) at += this.#after(at).length;
    while (at < this.#text.length && WORD.test(this.#after(at))) at += this.#after(at).length;
    return at;
  }

  #before(at: number): string {
    const point = this.#text.codePointAt(at - 2) ?? 0;
    return point > 0xffff ? String.fromCodePoint(point) : this.#text[at - 1] ?? "";
  }

  #after(at: number): string {
    const point = this.#text.codePointAt(at);
    return point === undefined ? "" : String.fromCodePoint(point);
  }

  #kill(from: number, to: number, side: "before" | "after"): void {
    if (from === to) return;
    const killed = this.#text.slice(from, to);
    const newest = this.#kills.at(-1);
    if (this.#last === "kill" && newest !== undefined) {
      this.#kills[this.#kills.length - 1] = side === "after" ? newest + killed : killed + newest;
    } else if (this.#kills.push(killed) > KILLS) this.#kills.shift();
    this.#edit(from, to, "");
    this.#last = "kill";
  }

  #yankKill(index: number, from: number, to: number): void {
    const kill = this.#kills[index];
    if (kill === undefined) return;
    this.#edit(from, to, kill);
    this.#yanked = { from, to: from + kill.length, index };
    this.#last = "yank";
  }

  #edit(from: number, to: number, inserted: string): void {
    this.#undo.push({ at: from, removed: this.#text.slice(from, to), inserted, cursorBefore: this.#cursor });
    if (this.#undo.length > UNDO_STEPS) this.#undo.shift();
    this.#splice(from, to, inserted);
    this.#redo = [];
  }

  #splice(from: number, to: number, inserted: string): void {
    this.#text = this.#text.slice(0, from) + inserted + this.#text.slice(to);
    this.#cursor = from + inserted.length;
  }
}

function capital(word: string): string {
  const first = word.search(WORD);
  if (first < 0) return word;
  const letter = String.fromCodePoint(word.codePointAt(first) ?? 0);
  return word.slice(0, first) + letter.toUpperCase() + word.slice(first + letter.length).toLowerCase();
}
