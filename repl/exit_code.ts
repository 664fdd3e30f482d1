/** How a run ended → the exit code (`shell.md` §2). */
import { ConnectorError, SluiceError } from "../schema/errors.ts";
import { UsageError } from "./flags.ts";

export const EXIT = { ok: 0, failed: 1, usage: 2, noConnection: 3, interrupted: 130 } as const;
export type ExitCode = typeof EXIT[keyof typeof EXIT];

/** A signal cut a SELECT or a bounded statement short. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Nobody reads the results any more (`| head -1`): a quiet end, exit 0. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

/** Codes that say that there was no connection, not that something was refused on it. */
const NO_CONNECTION = new Set(["unreachable", "tls", "auth"]);

/** `rows`: some row has been seen, so there was a connection once. */
export function exitCode(error: unknown, { rows }: { readonly rows: boolean }): ExitCode {
  if (error instanceof OutputClosed) return EXIT.ok;
  if (error instanceof Interrupted) return EXIT.interrupted;
  if (error instanceof UsageError) return EXIT.usage;
  return !rows && isNoConnection(error) ? EXIT.noConnection : EXIT.failed;
}

/** Also when it is the cause of what is reported. */
function isNoConnection(error: unknown): boolean {
  if (error instanceof ConnectorError && NO_CONNECTION.has(error.diagnostic.code)) return true;
  return error instanceof SluiceError && error.cause instanceof SluiceError && isNoConnection(error.cause);
}
