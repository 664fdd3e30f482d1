/** Fenced blocks of Markdown that a program fills: those below a comment `<!-- captured NAME -->`. */

const BLOCK = /^<!-- captured (\w+) -->\n```text\n([^]*?)^```$/gm;

export interface CapturedBlock {
  readonly name: string;
  readonly text: string;
}

export function capturedBlocks(markdown: string): readonly CapturedBlock[] {
  return [...markdown.matchAll(BLOCK)].map(([, name = "", text = ""]) => ({ name, text: text.trimEnd() }));
}

/** With the texts of those that are given; the others stay. */
export function withCaptures(markdown: string, captures: ReadonlyMap<string, string>): string {
  return markdown.replaceAll(BLOCK, (block, name: string) => {
    const text = captures.get(name);
    return text === undefined ? block : `<!-- captured ${name} -->\n\`\`\`text\n${text}\n\`\`\``;
  });
}
