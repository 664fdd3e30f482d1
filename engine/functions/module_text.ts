/** The code of a CREATE FUNCTION as the text of a module. */
import type { UserFunction } from "../../schema/user_function.ts";

/** The line of the module, from 1, on which the user's code begins. */
export const CODE_LINE = 2;

/** A body gets its head, an arrow function its name. The code is the user's own; it runs where it can do nothing else. */
export function moduleText({ async, parameters, body }: UserFunction): string {
  if (isFunction(body.text)) return `const code =\n${body.text}\n;\nexport default code;\n`;
  const names = parameters.map((one) => one.name).join(", ");
  return `export default ${async === undefined ? "" : "async "}function (${names}) {\n${body.text}\n}\n`;
}

const COMMENTS = /^(?:\s|\/\/[^\n]*\n|\/\*[^]*?\*\/)*/;

/** An arrow function or function expression; else it is the body of one. */
export function isFunction(code: string): boolean {
  const text = code.replace(COMMENTS, "");
  if (/^(?:async\s+)?function\b/.test(text)) return true;
  if (/^(?:async\s+)?[\p{ID_Start}$_][\p{ID_Continue}$]*\s*=>/u.test(text)) return true;
  const head = /^(?:async\b\s*)?(?:<[^>()]*>\s*)?\(/.exec(text)?.[0];
  if (head === undefined) return false;
  const after = text.slice(closing(text, head.length - 1) + 1).replace(COMMENTS, "");
  return after.startsWith("=>") || after.startsWith(":");
}

/** Index of the bracket that closes the one at `open`; the last character when there is none. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const char = text[at]!; // at < length
    if (char === '"' || char === "'" || char === "`") at = endOfQuote(text, at);
    else if (char === "/") at += Math.max(0, commentAt(text, at).length - 1);
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return at;
  }
  return text.length - 1;
}

function commentAt(text: string, start: number): string {
  const comment = /\/\/[^\n]*|\/\*[^]*?\*\//y;
  comment.lastIndex = start;
  return comment.exec(text)?.[0] ?? "";
}

function endOfQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === text[start]) return at;
  }
  return text.length - 1;
}
