/** `--log json`: one JSON object per line on standard error. */
import { maskSecrets } from "../../sql/secrets.ts";
import { bugOf, diagnosticOf, placeOf } from "../diagnostics.ts";

export type Level = "info" | "warning" | "error";

export type LogFields = Readonly<Record<string, unknown>>;

export interface JsonLogOptions {
  /** Takes a line with its break. */
  write(line: string): void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Only warnings and errors. */
  readonly quiet: boolean;
}

export class JsonLog {
  readonly #options: JsonLogOptions;

  constructor(options: JsonLogOptions) {
    this.#options = options;
  }

  /** `message` is one sentence for people, `event` what happened for machines; neither holds a secret. */
  write(level: Level, event: string, message: string, fields: LogFields = {}): void {
    const { write, now, quiet } = this.#options;
    if (quiet && level === "info") return;
    const time = new Date(now()).toISOString();
    write(`${JSON.stringify({ time, level, event, message, ...fields })}\n`);
  }

  error(error: unknown): void {
    const { message, ...fields } = errorFields(error);
    this.write("error", "error", message, fields);
  }
}

/** An error as the members of a log line. Its text is left out, for it may hold secrets: `line` and `column` count from 1. */
export function errorFields(error: unknown): { readonly message: string } & LogFields {
  const known = diagnosticOf(error);
  const { message, code, span, source, hint, notes, expected } = known ?? bugOf(error);
  const place = span === undefined || source === undefined ? {} : placeOf(source, span.start);
  const stack = known === undefined && error instanceof Error ? error.stack : undefined;
  return {
    message: known === undefined ? maskSecrets(message) : message,
    code,
    hint,
    notes,
    expected,
    span,
    ...place,
    ...(stack !== undefined && { stack: maskSecrets(stack) }),
  };
}
