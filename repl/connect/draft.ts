/** A connection while it is being described: its options as they are answered, and the statement they come to. */
import type { ConnectionOptions, Connector, Environment } from "../../connectors/connector.ts";
import { type OptionsOf, type OptionSpecs, resolveTemplates } from "../../schema/options.ts";
import { quoteIdentifier } from "../../sql/lexer.ts";

const TEMPLATE = /\{\{\s*\w+\s*\}\}/;

export class Draft {
  readonly connector: Connector;
  /** As they will be written; secrets are in here and nowhere else. */
  readonly #options = new Map<string, string>();

  constructor(connector: Connector) {
    this.connector = connector;
  }

  get(key: string): string | undefined {
    return this.#options.get(key);
  }

  /** Undefined takes the option away. */
  set(key: string, value: string | undefined): void {
    if (value === undefined) this.#options.delete(key);
    else this.#options.set(key, value);
  }

  /** Throws the option's own `SqlError` when the value does not fit; nothing is changed then. */
  check(key: string, value: string): void {
    this.#specs[key]?.read({ value }, key);
  }

  get #specs(): OptionSpecs {
    return this.connector.connectionOptions ?? {};
  }

  /** Options whose value is a secret that is written out. */
  get secrets(): readonly { readonly key: string; readonly value: string }[] {
    return [...this.#options].filter(([key, value]) => this.#specs[key]?.secret === true && !TEMPLATE.test(value))
      .map(([key, value]) => ({ key, value }));
  }

  /** For a step of the test: what is not answered yet is as if it were not needed. Throws an `SqlError` for a template without a value. */
  open({ env }: Pick<Environment, "env">): ConnectionOptions {
    const values = Object.entries(this.#specs).map(([key, spec]) => {
      const given = this.#options.get(key);
      return [key, given === undefined ? spec.fallback : spec.read({ value: resolveTemplates(given, key, env) }, key)];
    });
    return {
      name: undefined,
      connector: this.connector.name,
      values: Object.fromEntries(values) as OptionsOf<OptionSpecs>,
    };
  }

  /** With its secrets: to be run, and shown only when they are masked. */
  statement(name: string): string {
    const options = [["connector", this.connector.name] as const, ...this.#options];
    const lines = options.map(([key, value]) => `  ${optionKey(key)} = '${value.replaceAll("'", "''")}'`);
    return `CREATE OR REPLACE CONNECTION ${quoteIdentifier(name)} WITH (\n${lines.join(",\n")}\n);`;
  }
}

function optionKey(key: string): string {
  return key.includes(".") ? `'${key}'` : key;
}
