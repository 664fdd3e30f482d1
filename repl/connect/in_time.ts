/** Questions to a cluster that is not waited for any longer than that. */
import { ConnectorError, SluiceError } from "../../schema/errors.ts";

/** Throws a `ConnectorError` that begins with `what` when the work was not done within `ms`. */
export async function inTime<T>(ms: number, what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(ms);
  try {
    return await work(signal);
  } catch (cause) {
    if (!signal.aborted || cause instanceof SluiceError) throw cause;
    throw new ConnectorError(`${what}: no answer within ${ms / 1000} s`, {
      code: "timeout",
      hint: "\\connect NAME tests the way to the cluster step by step.",
      cause,
    });
  }
}
