/** Errors as text for standard error: for people, or one JSON object per line for agents. */
import { type Diagnostic, InternalError, SluiceError } from "../schema/errors.ts";
import { renderDiagnostic } from "../sql/diagnostic_text.ts";
import { maskSecrets } from "../sql/secrets.ts";
import { ANSI_THEME, PLAIN_THEME, style, type StyleName, type Theme } from "./editor/highlight.ts";
import type { Program } from "./main.ts";
import { visible } from "./terminal/width.ts";

export interface ErrorStyle {
  readonly color: boolean;
  /** One line of JSON. */
  readonly agent: boolean;
}

const OUR_BUG = "This is a bug in Sluice, not in what you wrote. Please report it with the lines above.";

/** No line break at the end. */
export function errorText(error: unknown, { color, agent }: ErrorStyle): string {
  const diagnostic = diagnosticOf(error);
  if (agent) return agentError(diagnostic ?? bugOf(error));
  const theme = color ? ANSI_THEME : PLAIN_THEME;
  return diagnostic === undefined ? bugText(error, theme) : diagnosticText(diagnostic, theme);
}

/** An error, on standard error. */
export function report({ color, agent, stderr, log }: Program, error: unknown): void {
  if (log !== undefined) log.error(error);
  else stderr(`${errorText(error, { color, agent })}\n`);
}

/** What a user can act on; undefined: a bug of ours. */
export function diagnosticOf(error: unknown): Diagnostic | undefined {
  if (error instanceof InternalError) return undefined;
  if (error instanceof SluiceError) return error.diagnostic;
  if (error instanceof Deno.errors.NotCapable) {
    return {
      message: error.message.replace(/, run again with.*$/s, ""),
      code: "permission",
      hint: "Start Sluice with -P, which grants what it needs: deno run -P mod.ts",
    };
  }
  return undefined;
}

/** What is to be said of a bug of ours. */
export function bugOf(error: unknown): Diagnostic {
  const message = error instanceof Error ? error.message : String(error);
  return { message, code: "internal", hint: "This is a bug in Sluice, not in what you wrote." };
}

const WORDS: readonly (readonly [RegExp, StyleName])[] = [
  [/^Error:/, "red"],
  [/^Hint:/, "cyan"],
  [/^Note:/, "bold"],
  [/(?<=^ +\| +)\^+$/, "red"],
];

function diagnosticText(diagnostic: Diagnostic, theme: Theme): string {
  return renderDiagnostic(diagnostic).split("\n").map((line) => paint(visible(line), theme)).join("\n");
}

function paint(line: string, theme: Theme): string {
  const found = WORDS.find(([pattern]) => pattern.test(line));
  return found === undefined ? line : line.replace(found[0], (word) => style(theme, found[1], word));
}

function bugText(error: unknown, theme: Theme): string {
  const { message } = bugOf(error);
  const stack = error instanceof Error ? stackOf(error) : "";
  const lines = `Error: ${message}${stack === "" ? "" : `\n${stack}`}\nNote: ${OUR_BUG}`.split("\n");
  return lines.map((line) => paint(visible(maskSecrets(line)), theme)).join("\n");
}

/** The calls only, and those of the causes. */
function stackOf(error: Error): string {
  const calls = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)).join("\n");
  if (!(error.cause instanceof Error)) return calls;
  return `${calls}\nCaused by: ${error.cause.message}\n${stackOf(error.cause)}`;
}

/** All members are always there; `line` and `column` count from 1, in characters, null where the error has no place. */
function agentError({ code, message, span, source, hint, expected = [], notes = [] }: Diagnostic): string {
  const place = span === undefined || source === undefined ? undefined : placeOf(source, span.start);
  return JSON.stringify({
    error: {
      code,
      message,
      line: place?.line ?? null,
      column: place?.column ?? null,
      hint: hint ?? null,
      expected,
      ...(notes.length > 0 && { notes }),
    },
  });
}

/** `line` and `column` count from 1, in characters. */
export function placeOf(source: string, offset: number): { line: number; column: number } {
  const lines = source.slice(0, offset).split("\n");
  return { line: lines.length, column: Array.from(lines.at(-1) ?? "").length + 1 };
}
