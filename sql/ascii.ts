/** What the characters of ASCII are to the lexer, by their code. */
import { SIGNS } from "./tokens.ts";

export const [SPACE, DOLLAR, QUOTE, STAR, MINUS, POINT, SLASH, DIGIT_9] = [32, 36, 39, 42, 45, 46, 47, 57] as const;

export const IMAGES = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** 1 where a word goes on. */
export const WORD_PART = flags(/[A-Za-z0-9_$]/);

/** 1 where a text, a quoted name, a comment or the end of a statement may begin. */
export const OPENS = flags(/[;'"`$/EeXx-]/);

/** The sign that a character is when a blank or a letter follows; `:` may begin a variable. */
export const SIGN_BEFORE_WORD = IMAGES.map((image) => image === ":" ? undefined : SIGNS.get(image));

/** The sign that it always is. Numbers begin with `.`, comments with `/`, and `*` ends hints. */
export const SIGN_ALWAYS = IMAGES.map((image) =>
  "./*".includes(image) || beginsLonger(image) ? undefined : SIGNS.get(image)
);

function flags(characters: RegExp): Uint8Array {
  return Uint8Array.from(IMAGES, (image) => characters.test(image) ? 1 : 0);
}

function beginsLonger(image: string): boolean {
  return [...SIGNS.keys()].some((sign) => sign !== image && sign.startsWith(image));
}
