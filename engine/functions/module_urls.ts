/** Modules as URLs that a worker without permissions can import: Deno strips the types of a `blob:` like those of a file. */
import type { UserFunction } from "../../schema/user_function.ts";
import { relativeImports } from "./imports.ts";
import { moduleText } from "./module_text.ts";
import { fileName, isData, type ModuleFiles, resolved } from "./modules.ts";

const TYPESCRIPT = "application/typescript";

/** Files that import each other. */
export class ModuleCycle extends Error {
  constructor(names: readonly string[]) {
    super(`its files import each other: ${names.join(" → ")}`);
  }
}

/** Lives as long as a worker that may import from it. */
export class ModuleUrls implements Disposable {
  /** Of the function's own module. */
  readonly url: string;
  readonly #byPath = new Map<string, string>();

  /**
   * `files` of a function whose body is a file. Throws their problem, or {@link ModuleCycle}: a URL is made of
   * a text in which the URLs that it imports stand already.
   */
  constructor(fn: UserFunction, files: ModuleFiles | undefined) {
    if (files?.problem !== undefined) throw files.problem;
    this.url = files === undefined ? urlOf(moduleText(fn)) : this.#add(files.path, files, []);
    if (files === undefined) this.#byPath.set("", this.url);
  }

  #add(path: string, files: ModuleFiles, importers: readonly string[]): string {
    const known = this.#byPath.get(path);
    if (known !== undefined) return known;
    if (importers.includes(path)) {
      throw new ModuleCycle([...importers.slice(importers.indexOf(path)), path].map(fileName));
    }
    const text = files.texts.get(path) ?? "";
    let linked = "";
    let at = 0;
    for (const { specifier, start, end } of isData(path) ? [] : relativeImports(text)) {
      linked += text.slice(at, start) +
        JSON.stringify(this.#add(resolved(specifier, path), files, [...importers, path]));
      at = end;
    }
    const url = urlOf(linked + text.slice(at), mediaType(path));
    this.#byPath.set(path, url);
    return url;
  }

  /** The file that a URL in an error's text stands for; `""` for code that stands in its statement. */
  fileOf(url: string): string | undefined {
    return [...this.#byPath].find(([, one]) => one === url)?.[0];
  }

  [Symbol.dispose](): void {
    for (const url of this.#byPath.values()) URL.revokeObjectURL(url);
  }
}

function mediaType(path: string): string {
  if (isData(path)) return "application/json";
  return /\.m?js$/.test(path) ? "text/javascript" : TYPESCRIPT;
}

function urlOf(text: string, type = TYPESCRIPT): string {
  return URL.createObjectURL(new Blob([text.toWellFormed()], { type }));
}
