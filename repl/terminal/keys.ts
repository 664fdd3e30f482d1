// deno-lint-ignore-file no-control-regex -- control characters are the matter of this file

/**
 * Bytes from a terminal → keys. Understands CSI, SS3, Alt as ESC prefix, CSI-u (kitty), modifyOtherKeys, SGR and X10
 * mouse reports, bracketed paste over any number of reads, the variants of rxvt and of the Linux console, and swallows
 * what a terminal answers late (OSC, DCS, cursor position, device attributes).
 */

/** One thing that a person did at the keyboard. */
export interface Key {
  /**
   * `text` and `paste` carry {@link text}; one printable character for a key with Ctrl or Alt (letters lower case);
   * else `enter tab backspace delete insert escape up down left right home end pageup pagedown f1`…`f12 space begin`;
   * `report`, `mouse` and an `f3` that may be a report carry the terminal's own words in {@link text}; `unknown` is
   * anything else.
   */
  readonly name: string;
  readonly text?: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** A paste that was longer than {@link MAX_PASTE}: {@link text} is empty, here is how long it was. */
  readonly refused?: number;
}

/** Longest paste that is taken, in UTF-16 code units. */
export const MAX_PASTE = 1_000_000;
/** An ESC that nothing follows for so long is the Escape key. */
export const ESCAPE_MS = 50;
/** A longer answer of the terminal may come in pieces; after so long without the rest it is dropped. */
const ANSWER_MS = 500;
/** No person types so much between two reads, in bytes. */
const PASTE_READ = 1024;
/** Without bracketed paste, a read so soon after a long one is the rest of the same paste. */
const PASTE_GAP_MS = 25;

const PASTE_END = "\x1b[201~";
const NONE = { ctrl: false, alt: false, shift: false } as const;

const LETTERS: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  E: "begin",
  F: "end",
  H: "home",
  M: "enter",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
  a: "up",
  b: "down",
  c: "right",
  d: "left",
};
const NUMBERS: Readonly<Record<number, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
  11: "f1",
  12: "f2",
  13: "f3",
  14: "f4",
  15: "f5",
  17: "f6",
  18: "f7",
  19: "f8",
  20: "f9",
  21: "f10",
  23: "f11",
  24: "f12",
};
/** Code points of CSI-u and modifyOtherKeys that are no characters; 57344… are kitty's. */
const POINTS: Readonly<Record<number, string>> = {
  8: "backspace",
  9: "tab",
  10: "enter",
  13: "enter",
  27: "escape",
  127: "backspace",
  57414: "enter",
  57417: "left",
  57418: "right",
  57419: "up",
  57420: "down",
  57421: "pageup",
  57422: "pagedown",
  57423: "home",
  57424: "end",
  57425: "insert",
  57426: "delete",
};
/** Keys of the numeric pad in application mode: SS3 and one of these. */
const PAD = "*+,-./0123456789";

/** 1 marker, 2 parameters, 3 intermediate, 4 final · 5 SS3 modifier, 6 SS3 final · 7 Linux console F1–F5 · 8 Alt + key. */
const SEQUENCE =
  /^\x1b(?:\[([<=>?]?)([0-9;:]*)([ -/]*)([@-Z\\-~])|O([0-9]?)([A-Za-z])|\[\[([A-E])|(?!\[|O|\]|P|\x1b)([^]))/u;
const UNFINISHED = /^\x1b(?:\[(?:\[|[<=>?]?[0-9;:]*[ -/]*)|O[0-9]?)?$/;
const ANSWER_START = /^\x1b[\]P]/;
const ESCAPES = /^\x1b+$/;
const ANSWER = /^\x1b[\]P](?:[^\x07\x1b]|\x1b(?!\\))*?(?:\x07|\x1b\\)/;
const PRINTABLE = /^[^\x00-\x1f\x7f-\x9f]+/;
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Stateful: feed it every read of one terminal, in order. */
export class KeyDecoder {
  #bytes = new TextDecoder("utf-8", { ignoreBOM: true });
  /** What is not yet a key. */
  #rest = "";
  /** Open bracketed paste: its pieces and their length. */
  #paste: string[] | undefined;
  #pasteLength = 0;
  /** When a read of at least {@link PASTE_READ} came. */
  #lastLong = -Infinity;

  /**
   * How long to wait for more bytes before {@link flush} should be called, in milliseconds; undefined when nothing
   * is open (an open paste waits for ever).
   */
  get patience(): number | undefined {
    if (this.#rest === "" || this.#paste) return undefined;
    return this.#rest.length > 2 ? ANSWER_MS : ESCAPE_MS;
  }

  /** The keys of one read. `now` (milliseconds, any origin) tells typing from pasting where the terminal does not. */
  feed(read: Uint8Array, now: number): Key[] {
    const bracketed = this.#paste !== undefined;
    this.#rest += this.#bytes.decode(read, { stream: true });
    const keys = this.#take();
    const paste = keys.findIndex((key) => key.name === "paste");
    // What follows a paste in the same read was not typed: a pasted end marker must not make the rest run.
    if (paste >= 0) return [...keys.slice(0, paste + 1), ...joinTyped(keys.slice(paste + 1))];
    if (bracketed || this.#paste) return keys;
    const goesOn = now - this.#lastLong < PASTE_GAP_MS;
    if (read.length >= PASTE_READ) this.#lastLong = now;
    return goesOn || read.length >= PASTE_READ || hasTextAfterEnter(keys) ? joinTyped(keys) : keys;
  }

  /** Nothing more came: what stays open is the Escape key, Alt with `[` and the like, or a broken sequence. */
  flush(): Key[] {
    const rest = this.#rest;
    if (rest === "" || this.#paste) return [];
    this.#rest = "";
    if (ESCAPES.test(rest)) return Array.from(rest, () => named("escape"));
    if (rest.length === 2) return [altKey(rest.slice(1))];
    return [{ name: "unknown", text: rest, ...NONE }];
  }

  #take(): Key[] {
    const keys: Key[] = [];
    while (this.#rest !== "") {
      const key = this.#paste ? this.#takePaste() : this.#takeOne();
      if (key === undefined) break;
      if (key !== NOTHING) keys.push(key);
    }
    return keys;
  }

  #takePaste(): Key | undefined {
    const end = this.#rest.indexOf(PASTE_END);
    if (end < 0) {
      const safe = Math.max(0, this.#rest.length - PASTE_END.length + 1);
      this.#keep(this.#rest.slice(0, safe));
      this.#rest = this.#rest.slice(safe);
      return undefined;
    }
    this.#keep(this.#rest.slice(0, end));
    this.#rest = this.#rest.slice(end + PASTE_END.length);
    const pieces = this.#paste ?? [];
    this.#paste = undefined;
    return pasted(pieces.join(""), this.#pasteLength);
  }

  #keep(piece: string): void {
    this.#pasteLength += piece.length;
    if (this.#pasteLength <= MAX_PASTE) this.#paste?.push(piece);
    else this.#paste?.splice(0);
  }

  /** One key off the front of the rest; undefined when it is not complete yet. */
  #takeOne(): Key | typeof NOTHING | undefined {
    const rest = this.#rest;
    const printable = PRINTABLE.exec(rest)?.[0];
    if (printable !== undefined) return this.#cut(printable.length, { name: "text", text: printable, ...NONE });
    if (rest[0] !== "\x1b") return this.#cut(1, controlKey(rest.charCodeAt(0)));
    return this.#takeEscape(rest);
  }

  #takeEscape(rest: string): Key | typeof NOTHING | undefined {
    if (rest[1] === "\x1b") return this.#takeDoubleEscape(rest);
    const answer = ANSWER.exec(rest)?.[0];
    if (answer !== undefined) return this.#cut(answer.length, { name: "report", text: answer, ...NONE });
    if (ANSWER_START.test(rest)) return undefined;
    const match = SEQUENCE.exec(rest);
    if (!match) {
      if (UNFINISHED.test(rest)) return undefined;
      // No sequence begins like this: drop the introducer and what was readable of it.
      return this.#cut(rest.length > 2 ? 2 : 1, { name: "unknown", ...NONE });
    }
    const [whole, marker = "", numbers = "", between = "", final, mods, ss3, console, alt] = match;
    if (alt !== undefined) return this.#cut(whole.length, altKey(alt));
    if (console !== undefined) return this.#cut(whole.length, named(`f${console.charCodeAt(0) - 64}`));
    if (ss3 !== undefined) return this.#cut(whole.length, ss3Key(ss3, mods ?? ""));
    if (final === "M" && marker === "" && numbers === "") {
      if (rest.length < 6) return undefined;
      return this.#cut(6, { name: "mouse", text: rest.slice(2, 6), ...NONE });
    }
    if (final === "~" && numbers === "200" && marker === "") {
      this.#paste = [];
      this.#pasteLength = 0;
      return this.#cut(whole.length, NOTHING);
    }
    return this.#cut(whole.length, csiKey(marker, numbers, between, final ?? ""));
  }

  /** rxvt and some others send Alt with a cursor key as ESC and the whole sequence; else the first ESC stands alone. */
  #takeDoubleEscape(rest: string): Key | typeof NOTHING | undefined {
    const inner = rest.slice(1);
    if (inner === "\x1b" || UNFINISHED.test(inner)) return undefined;
    const match = SEQUENCE.exec(inner);
    if (!match || match[8] !== undefined) return this.#cut(1, named("escape"));
    const key = match[6] !== undefined
      ? ss3Key(match[6], match[5] ?? "")
      : csiKey(match[1] ?? "", match[2] ?? "", match[3] ?? "", match[4] ?? "");
    return this.#cut(match[0].length + 1, key === NOTHING ? NOTHING : { ...key, alt: true });
  }

  #cut<T>(length: number, key: T): T {
    this.#rest = this.#rest.slice(length);
    return key;
  }
}

/** Stands for bytes that are no key at all. */
const NOTHING = Symbol("nothing");

/** A key's name in key tables: `ctrl-x`, `alt-<`, `ctrl-left`, `shift-tab`, `enter`; `text` for characters. */
export function keyId(key: Key): string {
  // Which characters Shift changes is the keyboard's own business.
  const shift = key.shift && key.name.length > 1 && key.name !== "text";
  return `${key.ctrl ? "ctrl-" : ""}${key.alt ? "alt-" : ""}${shift ? "shift-" : ""}${key.name}`;
}

function named(name: string): Key {
  return { name, ...NONE };
}

function pasted(text: string, length: number): Key {
  if (length > MAX_PASTE) return { name: "paste", text: "", refused: length, ...NONE };
  return { name: "paste", text: cleanPaste(text), ...NONE };
}

/** Pasted text as it enters the buffer: line ends are LF, control characters but the tab are gone. */
export function cleanPaste(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(CONTROLS, "");
}

function isTyped(key: Key): boolean {
  return key.name === "text" || isLineEnd(key) || (key.name === "tab" && !key.shift && !key.alt);
}

function isLineEnd(key: Key): boolean {
  return key.name === "enter" && !key.alt && !key.ctrl && !key.shift;
}

function hasTextAfterEnter(keys: readonly Key[]): boolean {
  const enter = keys.findIndex(isLineEnd);
  return enter >= 0 && keys.some((key, index) => index > enter && key.name === "text");
}

/** Runs of characters, tabs and line ends become pastes; other keys stay what they are. */
function joinTyped(keys: readonly Key[]): Key[] {
  const out: Key[] = [];
  let text = "";
  const close = () => {
    if (text !== "") out.push(pasted(text, text.length));
    text = "";
  };
  for (const key of keys) {
    if (isTyped(key)) text += key.name === "text" ? key.text ?? "" : key.name === "tab" ? "\t" : "\n";
    else {
      close();
      out.push(key);
    }
  }
  close();
  return out;
}

function controlKey(code: number): Key {
  if (code === 13 || code === 10) return named("enter");
  if (code === 9) return named("tab");
  if (code === 8 || code === 127) return named("backspace");
  if (code === 0) return { ...named("space"), ctrl: true };
  if (code < 27) return { ...named(String.fromCharCode(code + 96)), ctrl: true };
  if (code < 32) return { ...named(String.fromCharCode(code + 64)), ctrl: true };
  return named("unknown");
}

function altKey(char: string): Key {
  const code = char.codePointAt(0) ?? 0;
  if (code < 32 || code === 127) return { ...controlKey(code), alt: true };
  const lower = char.toLowerCase();
  return { name: char === " " ? "space" : lower, ctrl: false, alt: true, shift: lower !== char };
}

/** xterm's modifier parameter is 1 + a sum of Shift 1, Alt 2, Ctrl 4, Super 8, Hyper 16, Meta 32, locks. */
function modifiers(parameter: number | undefined): Pick<Key, "ctrl" | "alt" | "shift"> {
  const bits = Math.max(0, (parameter ?? 1) - 1);
  return { shift: (bits & 1) !== 0, alt: (bits & (2 | 32)) !== 0, ctrl: (bits & 4) !== 0 };
}

function ss3Key(final: string, mods: string): Key {
  const given = modifiers(mods === "" ? undefined : Number(mods));
  const digit = final.charCodeAt(0) - 106; // "j" is the pad's "*"
  if (digit >= 0 && digit < PAD.length) return { name: "text", text: PAD[digit] ?? "", ...given };
  if (final === "I") return { ...named("tab"), ...given };
  const name = LETTERS[final] ?? "unknown";
  // rxvt sends Ctrl with an arrow in lower case.
  return { name, ...given, ctrl: given.ctrl || (name !== "unknown" && final >= "a") };
}

function csiKey(marker: string, numbers: string, between: string, final: string): Key | typeof NOTHING {
  if (marker === "<") return { name: "mouse", text: numbers + final, ...NONE };
  const parameters = numbers.split(";").map((part) => part.split(":").map((one) => Number(one) || 0));
  const [first = 0] = parameters[0] ?? [];
  const [mods, event] = parameters[1] ?? [];
  if (event === 3) return NOTHING; // kitty tells when a key is released
  if (marker !== "" || final === "c" && numbers !== "" || between.endsWith("$") && final === "y") {
    return { name: "report", text: marker + numbers + between + final, ...NONE };
  }
  const given = modifiers(mods);
  if (final === "R" && parameters.length === 2) {
    // A cursor position; in the first row it looks like F3 with modifiers.
    const text = numbers + final;
    return first === 1 ? { name: "f3", text, ...given } : { name: "report", text, ...NONE };
  }
  if (final === "~" && first === 27) return pointKey(parameters[2]?.[0] ?? 0, given);
  if (final === "u") return pointKey(first, given);
  if (final === "~") return { name: NUMBERS[first] ?? "unknown", ...given };
  // rxvt: the final tells the modifier.
  if (final === "^" || final === "@") {
    return { name: NUMBERS[first] ?? "unknown", ...NONE, ctrl: true, shift: final === "@" };
  }
  if (final === "Z") return { ...named("tab"), ...given, shift: true };
  if (final === "I" || final === "O") return { name: "report", text: final, ...NONE }; // focus in, out
  const name = LETTERS[final] ?? "unknown";
  return { name, ...given, shift: given.shift || (name !== "unknown" && final >= "a") };
}

function pointKey(point: number, mods: Pick<Key, "ctrl" | "alt" | "shift">): Key {
  const name = POINTS[point];
  if (name !== undefined) return { name, ...mods };
  if (point < 32 || (point >= 57344 && point <= 63743) || point > 0x10ffff) return { name: "unknown", ...mods };
  const char = String.fromCodePoint(point);
  if (!mods.ctrl && !mods.alt) {
    return { name: "text", text: mods.shift ? char.toUpperCase() : char, ctrl: false, alt: false, shift: false };
  }
  return { name: char === " " ? "space" : char.toLowerCase(), ...mods };
}
