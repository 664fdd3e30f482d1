/** JSON with a line for each member, its numbers and texts left as they were written: no digit is lost. */

/** Deeper levels are not indented further. */
const DEEPEST = 20;

/** Undefined: the text is no JSON object or array. */
export function prettyJson(text: string): string | undefined {
  if (!/^\s*[{[]/.test(text) || !isJson(text)) return undefined;
  let depth = 0;
  const line = () => `\n${"  ".repeat(Math.min(depth, DEEPEST))}`;
  const tokens = text.match(TOKENS) ?? [];
  return tokens.map((token, i) => {
    switch (token) {
      case "{":
      case "[":
        depth++;
        return tokens[i + 1] === CLOSING[token] ? token : token + line();
      case "}":
      case "]":
        depth--;
        return OPENING[token] === tokens[i - 1] ? token : line() + token;
      case ",":
        return token + line();
      case ":":
        return ": ";
      default:
        return token;
    }
  }).join("");
}

const CLOSING = { "{": "}", "[": "]" } as const;
const OPENING = { "}": "{", "]": "[" } as const;

/** Texts, signs, and what stands between: numbers and words. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
