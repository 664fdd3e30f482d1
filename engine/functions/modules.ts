/** The file of a function, with the files that it imports by relative paths: what is loaded, watched and compared. */
import { SqlError } from "../../schema/errors.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import { reasonOf } from "../definitions.ts";
import { relativeImports } from "./imports.ts";
import { moduleSkeleton } from "./script_type.ts";

export interface ModuleFiles {
  /** Of the function's own file, as it was written. */
  readonly path: string;
  /** By path, the function's own file first; undefined: it cannot be read. */
  readonly texts: ReadonlyMap<string, string | undefined>;
  /** Why they cannot be loaded; undefined: all were read. */
  readonly problem: SqlError | undefined;
}

/** Of a function whose body is a file. What cannot be read is in the answer: somebody may be waiting for it to come. */
export async function readModules(fn: UserFunction): Promise<ModuleFiles> {
  const texts = new Map<string, string | undefined>();
  let problem: SqlError | undefined;
  const read = async (path: string): Promise<void> => {
    texts.set(path, undefined);
    try {
      const text = await Deno.readTextFile(path);
      texts.set(path, text);
      for (const { specifier } of isData(path) ? [] : relativeImports(text)) {
        const imported = resolved(specifier, path);
        if (!texts.has(imported)) await read(imported);
      }
    } catch (error) {
      problem ??= unreadable(path, fn, error);
    }
  };
  await read(fn.body.text);
  return { path: fn.body.text, texts, problem };
}

function unreadable(path: string, fn: UserFunction, error: unknown): SqlError {
  const isMissing = error instanceof Deno.errors.NotFound;
  const reason = isMissing ? "there is no such file" : reasonOf(error);
  const hint = isMissing && path === fn.body.text ? `It may begin as: ${moduleSkeleton(fn)}` : undefined;
  return new SqlError(`Cannot read "${path}" of function ${fn.name}: ${reason}`, { code: "disk", cause: error, hint });
}

/** Path of what a module imports: `../a.ts` from `functions/shout.ts` is `a.ts`. */
export function resolved(specifier: string, from: string): string {
  const isAbsolute = from.startsWith("/");
  const parts: string[] = [];
  for (const part of [...from.split("/").slice(0, -1), ...specifier.split("/")]) {
    if (part === "..") {
      if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
      else if (!isAbsolute) parts.push(part);
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return `${isAbsolute ? "/" : ""}${parts.join("/")}`;
}

/** A file whose text is another one than before, or that came or went; undefined: nothing has changed. */
export function changedFile(before: ModuleFiles, now: ModuleFiles): string | undefined {
  const paths = new Set([...now.texts.keys(), ...before.texts.keys()]);
  return [...paths].find((path) => before.texts.get(path) !== now.texts.get(path));
}

/** It is imported `with { type: "json" }`, and imports nothing. */
export function isData(path: string): boolean {
  return path.endsWith(".json");
}

/** As it is shown beside a place in it or a change of it. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
