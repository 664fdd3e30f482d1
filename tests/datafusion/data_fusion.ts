/** DataFusion as a process of Python, in a virtual environment that is made once and kept. */
import type { Field } from "../../schema/field.ts";
import type { SqlType, Value } from "../../schema/types.ts";
import { pythonWith } from "../python.ts";
import { fromWire, type OtherType, type Result, toWire, type Wire } from "./wire.ts";

const NEEDS = {
  name: "datafusion",
  packages: ["datafusion==48.*", "pyarrow>=17"],
  modules: ["datafusion", "pyarrow"],
};
const ORACLE = new URL("oracle.py", import.meta.url).pathname;

type Answer =
  | { readonly type: SqlType | OtherType; readonly rows: readonly (readonly [Wire] | { readonly error: string })[] }
  | { readonly error: string };

interface Process {
  readonly child: Deno.ChildProcess;
  readonly input: WritableStreamDefaultWriter<Uint8Array>;
  readonly lines: AsyncIterator<string>;
}

export class DataFusion implements AsyncDisposable {
  readonly #python: string;
  #process: Process;
  #columns = "";

  private constructor(python: string) {
    this.#python = python;
    this.#process = start(python);
  }

  static async open(): Promise<DataFusion> {
    return new DataFusion(await pythonWith(NEEDS));
  }

  /** Makes the table that expressions are evaluated over. */
  async setRows(fields: readonly Field[], rows: readonly (readonly Value[])[]): Promise<void> {
    const columns = fields.map(({ name, type }, i) => [name, [type, rows.map((row) => toWire(row[i] ?? null, type))]]);
    this.#columns = JSON.stringify({ columns: Object.fromEntries(columns) });
    await this.#ask(this.#columns);
  }

  async evaluate(expressions: readonly string[]): Promise<Result[]> {
    const answers = await this.#ask(JSON.stringify({ expressions }));
    if (answers !== undefined) return (answers as readonly Answer[]).map(resultOf);
    await this.#restart();
    if (expressions.length === 1) return [{ error: "DataFusion ended" }];
    const results: Result[] = [];
    for (const expression of expressions) results.push(...await this.evaluate([expression]));
    return results;
  }

  /** Undefined: the process has ended, as Rust does when it is out of memory. */
  async #ask(request: string): Promise<unknown> {
    try {
      await this.#process.input.write(new TextEncoder().encode(`${request}\n`));
    } catch {
      return undefined;
    }
    const { value, done } = await this.#process.lines.next();
    return done ? undefined : JSON.parse(value);
  }

  async #restart(): Promise<void> {
    await this[Symbol.asyncDispose]();
    this.#process = start(this.#python);
    await this.#ask(this.#columns);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.input.close().catch(() => {});
    await this.#process.lines.return?.();
    await this.#process.child.status;
  }
}

function start(python: string): Process {
  const command = new Deno.Command(python, { args: [ORACLE], stdin: "piped", stdout: "piped", stderr: "null" });
  const child = command.spawn();
  return { child, input: child.stdin.getWriter(), lines: linesOf(child.stdout) };
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let parts: string[] = [];
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const [first = "", ...rest] = text.split("\n");
    parts.push(first);
    for (const next of rest) {
      yield parts.join("");
      parts = [next];
    }
  }
}

function resultOf(answer: Answer): Result {
  if ("error" in answer) return answer;
  const { type, rows } = answer;
  return { type, rows: rows.map((row) => "error" in row ? row : [fromWire(row[0], type)]) };
}
