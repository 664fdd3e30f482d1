/** Simple case folding (Unicode's `CaseFolding.txt`, C and S), as regular expressions with the flag `i` compare. */

const ASCII = /^[\0-\x7f]*$/;

/** Texts that differ in case only become the same text, of as many characters. */
export function foldCase(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : text.replace(CASED, foldPart);
}

/** Capitals of ASCII one after the other, or one other character. */
const CASED = /[A-Z]+|[^\0-\x7f]/gu;

function foldPart(part: string): string {
  return part.charCodeAt(0) < 0x80 ? part.toLowerCase() : foldCharacter(part);
}

/** By way of the upper case, so that ς, σ and Σ meet. */
function foldCharacter(character: string): string {
  if (character === "\u0131") return character; // ı is no i
  const upper = character.toUpperCase();
  const lower = (isOneCharacter(upper) ? upper : character).toLowerCase();
  return isOneCharacter(lower) ? lower : character;
}

function isOneCharacter(text: string): boolean {
  return text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff);
}
