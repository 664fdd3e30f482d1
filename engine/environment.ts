/** The process that a session runs in: the only place of the engine that looks at the wall clock. */
import type { Environment } from "../connectors/connector.ts";

export interface ProcessEnvironment extends Environment {
  /** Closes what was opened on the way: the embedded cluster. To be called once, after the session. */
  close(): Promise<void>;
  /** Bytes that the process occupies, as the system counts them. */
  memoryUsed(): number;
}

/** `dir` undefined: in memory. `stdout` takes the lines of `stdout` tables. */
export function processEnvironment(dir: string | undefined, stdout: (bytes: Uint8Array) => void): ProcessEnvironment {
  const closing: (() => Promise<void>)[] = [];
  const remembered = new Map<string, string>();
  return {
    dir,
    env: (name) => remembered.get(name) ?? Deno.env.get(name),
    remember: (name, value) => void remembered.set(name, value),
    now: () => Date.now(),
    stdout,
    memoryUsed: () => Deno.memoryUsage().rss,
    onClose: (close) => void closing.push(close),
    async close() {
      for (const close of closing.splice(0).reverse()) await close();
    },
  };
}
