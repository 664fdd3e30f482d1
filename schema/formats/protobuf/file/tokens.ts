/** The tokens of a .proto file: what is left when blanks and comments say nothing. */

/** What is not closed ends with its line, or the text: a search for the end must not begin again at every quote. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\.)*(?:"|\\?$|\\?(?=\n))|'(?:[^'\\\n]|\\.)*(?:'|\\?$|\\?(?=\n))|[\w.+-]+|[^\s\w]/g;

export function tokensOf(text: string): string[] {
  return (text.match(TOKEN) ?? []).filter((token) => !/^\/[/*]/.test(token));
}
