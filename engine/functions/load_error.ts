/** Why a function cannot be loaded: its code is no TypeScript, or fails when it is loaded. */
import { SqlError } from "../../schema/errors.ts";
import { CODE_LINE } from "./module_text.ts";
import { fileName } from "./modules.ts";

/** Line and column from 1. */
export interface CodePlace {
  readonly line: number;
  readonly column: number;
}

/** What is known of the error. */
export interface LoadFailure {
  readonly message: string;
  /** As V8 writes it, URLs of modules and places in them included. */
  readonly stack?: string | undefined;
  readonly hint?: string | undefined;
}

export class LoadError extends SqlError {
  /** The message behind the function's name. */
  readonly reason: string;
  /** Place in the code of the statement where Deno saw the mistake; undefined where it is in a file, or not known. */
  readonly place: CodePlace | undefined;

  /** `fileOf` gives the file behind the URL of a module, `""` for the code of the statement. */
  constructor(
    name: string,
    { message, stack = "", hint }: LoadFailure,
    fileOf: (url: string) => string | undefined = () => undefined,
  ) {
    const plain = message.replaceAll(ANSI, "");
    const [, url = "", line = 0, column = 0] = AT.exec(`${plain}\n${stack.replaceAll(ANSI, "")}`) ?? [];
    const file = fileOf(url);
    const place = { line: Number(line), column: Number(column) };
    const [first = ""] = plain.split("\n");
    const reason = first.replace(/^SyntaxError: /, "")
      .replace(/^The requested module '[^']*'/, (text) => `${named(fileOf(text.split("'")[1] ?? "")) ?? text}`)
      .replace(/ at blob:\S*$/, "").replaceAll(/blob:[^\s"']*/g, "its code");
    const where = file ? ` (${fileName(file)}, line ${place.line}, column ${place.column})` : "";
    super(`Function ${name} cannot be loaded: ${reason}${where}`, { code: "user_function", hint });
    this.reason = reason + where;
    this.place = file === "" ? { ...place, line: place.line - CODE_LINE + 1 } : undefined;
  }
}

/** Deno puts colours into some of its messages. */
// deno-lint-ignore no-control-regex -- escape sequences are what is taken out
const ANSI = /\x1b\[[\d;]*m/g;
const AT = /(blob:[^\s"']*?):(\d+):(\d+)\)?\s*$/m;

function named(file: string | undefined): string | undefined {
  return file ? fileName(file) : undefined;
}
