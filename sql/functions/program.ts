/** Source text of one generated function: fresh names, nested blocks, and values that come in as parameters. */
import { SqlError } from "../../schema/errors.ts";
import type { Emitter } from "./function.ts";

/** Each takes its place on the stack. */
const MAX_NAMES = 100_000;

/** JavaScript allows 65,535. */
const MAX_PARAMETERS = 50_000;

/**
 * No text of the user's ever becomes source: whatever is not a name made here or a fixed keyword comes in through
 * {@link constant}.
 */
export class Program implements Emitter {
  readonly #names: string[] = [];
  readonly #values: unknown[] = [];
  readonly #byValue = new Map<unknown, string>();
  #lines: string[] = [];
  #fresh = 0;

  fresh(prefix = "v"): string {
    return `${prefix}${this.#fresh++}`;
  }

  let(expression: string): string {
    const name = this.fresh();
    this.line(`const ${name} = ${expression};`);
    return name;
  }

  line(statement: string): void {
    this.#lines.push(statement);
  }

  constant(value: unknown): string {
    if (Object.is(value, -0)) return "(-0)"; // a Map takes it for 0
    const known = this.#byValue.get(value);
    if (known !== undefined) return known;
    const name = this.fresh("k");
    this.#names.push(name);
    this.#values.push(value);
    this.#byValue.set(value, name);
    return name;
  }

  /** `open` … `}` around what `body` emits. */
  block(open: string, body: () => void): void {
    this.line(`${open} {`);
    body();
    this.line("}");
  }

  /** The lines that `body` emits, taken out of the program. */
  capture(body: () => void): string {
    const outer = this.#lines;
    this.#lines = [];
    try {
      body();
      return this.#lines.join("\n");
    } finally {
      this.#lines = outer;
    }
  }

  /** Compiles the program's text, which must `return` the function, with every constant bound. */
  compile<T>(): T {
    if (this.#fresh > MAX_NAMES) {
      throw new SqlError("Statement is too large to be compiled", {
        code: "too_large",
        hint: "Split it with views, or put long lists into a table.",
      });
    }
    const body = this.#lines.join("\n");
    if (this.#names.length <= MAX_PARAMETERS) {
      return new Function(...this.#names, `"use strict";\n${body}`)(...this.#values) as T;
    }
    const names = this.#names.map((name, i) => `var ${name} = constants[${i}];`).join("\n");
    return new Function("constants", `"use strict";\n${names}\n${body}`)(this.#values) as T;
  }
}
