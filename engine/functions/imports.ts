/** Which files a module imports by relative paths, found in its words. */
import { type ScriptToken, scriptTokens } from "../../sql/typescript.ts";

/** `start` and `end` are of the text with its quotes. */
export interface RelativeImport {
  readonly specifier: string;
  readonly start: number;
  readonly end: number;
}

/** `from "./a.ts"`, `import "./a.ts"`, `import("./a.ts")`; not what is imported for its types alone, which never runs. */
export function relativeImports(text: string): RelativeImport[] {
  const tokens = scriptTokens(text).filter(({ kind }) => kind !== "comment");
  const image = (at: number) => {
    const token = tokens[at];
    return token === undefined ? "" : text.slice(token.start, token.end);
  };
  let statement = -1;
  const found: RelativeImport[] = [];
  for (const [at, token] of tokens.entries()) {
    if (/^(?:import|export)$/.test(image(at)) && image(at - 1) !== ".") statement = at;
    const specifier = token.kind === "string" ? relativePath(image(at)) : undefined;
    if (specifier === undefined) continue;
    const isImported = image(at - 1) === "import" || (image(at - 1) === "(" && image(at - 2) === "import") ||
      (image(at - 1) === "from" && statement >= 0 && !isOfTypes(image(statement + 1), tokens[statement + 2], text));
    if (isImported) found.push({ specifier, start: token.start, end: token.end });
  }
  return found;
}

function relativePath(quoted: string): string | undefined {
  return /^(["'])(\.\.?\/[^\\\n]*)\1$/.exec(quoted)?.[2];
}

/** `import type { A } from`, but not `import type from`, which imports what is called so. */
function isOfTypes(word: string, after: ScriptToken | undefined, text: string): boolean {
  return word === "type" && after !== undefined && !/^(?:from|,)$/.test(text.slice(after.start, after.end));
}
