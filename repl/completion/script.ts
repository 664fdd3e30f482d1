/** Completion in the code of a CREATE FUNCTION: its arguments, their fields, and how it is called. */
import { parameterType, scriptSignature } from "../../engine/functions/script_type.ts";
import { arrayType, typeName } from "../../schema/types.ts";
import type { Candidate, Hint } from "./candidates.ts";
import { scriptMembers, typeBehind } from "./script_members.ts";
import type { ScriptPlace } from "./script_place.ts";

/** Words that statements of a function begin with; offered when one is being typed. */
const WORDS = ["await", "const", "else", "for", "if", "let", "null", "return", "while"];

export function scriptCandidates({ fn, path, typed }: ScriptPlace): readonly Candidate[] {
  if (path === undefined) return [];
  const [first, ...rest] = path;
  if (first === undefined) {
    const parameters = fn.parameters.map(({ name, type }): Candidate => ({
      text: name,
      kind: "column",
      detail: parameterType(fn, type),
      doc: typeName(type),
    }));
    return [...parameters, ...typed === "" ? [] : WORDS.map((text): Candidate => ({ text, kind: "keyword" }))];
  }
  const parameter = fn.parameters.find(({ name }) => name === first);
  if (parameter === undefined) return [];
  const type = typeBehind(fn.aggregate ? arrayType(parameter.type) : parameter.type, rest);
  return type === undefined ? [] : scriptMembers(type);
}

/** The function as TypeScript declares it. */
export function scriptHint({ fn }: ScriptPlace): Hint {
  return { text: `${fn.name}${scriptSignature(fn)}`, active: undefined };
}
