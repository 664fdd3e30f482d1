/** The call around the cursor: how the function is called, and which argument is being typed. */
import { isOf, nameValue, type Token } from "../../sql/token.ts";
import { AnyWord, Comma, LeftParen, RightParen } from "../../sql/tokens.ts";
import type { Hint } from "./candidates.ts";
import type { CallableFunction } from "./functions.ts";
import { openBrackets, type Place } from "./place.ts";

/** Of the innermost call that is open at the cursor. */
export function signatureAt({ before }: Place, functions: readonly CallableFunction[]): Hint | undefined {
  for (const open of openBrackets(before).reverse()) {
    const word = before[open - 1];
    if (before[open]?.tokenType !== LeftParen || word === undefined || !isOf(word, AnyWord)) continue;
    const name = nameValue(word);
    const found = functions.find((one) => one.name === name);
    if (found !== undefined) return hintOf(found, argumentAt(before, open));
  }
  return undefined;
}

/** Number of the argument behind the last of `tokens`, from 0; `open` is the call's bracket. */
function argumentAt(tokens: readonly Token[], open: number): number {
  let commas = 0;
  let depth = 0;
  const inner = new Set(openBrackets(tokens.slice(open + 1)));
  for (let at = open + 1; at < tokens.length; at++) {
    const type = tokens[at]?.tokenType;
    if (inner.has(at - open - 1)) return commas;
    if (type === LeftParen) depth++;
    else if (type === undefined) break;
    else if (type === RightParen) depth--;
    else if (type === Comma && depth === 0) commas++;
  }
  return commas;
}

function hintOf({ signatures, doc }: CallableFunction, argument: number): Hint {
  const fits = signatures.find((one) => argumentsOf(one).length > argument || one.includes("…")) ?? signatures.at(-1) ??
    "";
  const parts = argumentsOf(fits);
  return { text: `${fits}  ${doc}`, active: parts[argument] ?? (fits.includes("…") ? parts.at(-1) : undefined) };
}

/** Where the arguments of `name(a, b[, c])` stand. */
export function argumentsOf(signature: string): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  let depth = 0;
  let start = -1;
  const finish = (end: number) => {
    const text = start < 0 ? "" : signature.slice(start, end).trimEnd();
    if (text !== "" && text !== "…") found.push({ start, end: start + text.length });
    start = -1;
  };
  for (let at = signature.indexOf("("); at < signature.length; at++) {
    const char = signature[at] ?? "";
    if (char === ")" && --depth === 0) {
      finish(at);
      break;
    }
    if (depth === 1 && /[,[\]]/.test(char)) finish(at);
    else if (depth > 0 && start < 0 && char !== " ") start = at;
    if (char === "(") depth++;
  }
  return found;
}
