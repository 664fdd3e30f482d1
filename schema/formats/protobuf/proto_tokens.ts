/** The tokens of a .proto file: what is left when blanks and comments say nothing. */

const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[\w.+-]+|[^\s\w]/g;

export function tokensOf(text: string): string[] {
  return (text.match(TOKEN) ?? []).filter((token) => !/^\/[/*]/.test(token));
}
