/** JSON with a line for each member, its numbers and texts left as they were written: no digit is lost. */

/** Deeper levels are not indented further. */
const DEEPEST = 20;

/** Undefined: the text is no JSON object or array. What goes on behind `most` characters is left as it lies. */
export function prettyJson(text: string, most = Infinity): string | undefined {
  if (!/^\s*[{[]/.test(text) || !isJson(text)) return undefined;
  let [pretty, depth, before] = ["", 0, ""];
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (pretty.length >= most) return pretty + text.slice(index);
    const isClosing = token === "}" || token === "]";
    if (isClosing) depth--;
    const isFirst = before === "{" || before === "[";
    if (isClosing ? !isFirst : isFirst || before === ",") pretty += `\n${"  ".repeat(Math.min(depth, DEEPEST))}`;
    pretty += token === ":" ? ": " : token;
    if (token === "{" || token === "[") depth++;
    before = token;
  }
  return pretty;
}

/** Texts, signs, and what stands between: numbers and words. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
