/**
 * Sluice: a SQL shell for live streams. As a program it is the shell and the script runner, as a module it gives the
 * same queries to a script of yours.
 *
 * ```ts
 * import { Session } from "./mod.ts";
 *
 * await using session = await Session.open({ memory: true });
 * await session.execute("CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 1000)");
 * for await (const row of session.query`SELECT counter FROM ticks WHERE counter % ${7n} = 0 LIMIT 3`) {
 *   console.log(row.counter); // 0n, 7n, 14n
 * }
 * ```
 *
 * @module
 */
import type { Library, OpenOptions } from "./engine/library.ts";
import { later } from "./repl/later.ts";

export type { Bound, OpenOptions } from "./engine/library.ts";
export type { Row } from "./engine/row_objects.ts";
export type { Job, JobState } from "./engine/job.ts";
export type { PipelineHealth } from "./engine/health.ts";
export type {
  ConnectionState,
  Connector,
  Environment,
  PartitionProgress,
  Positions,
  Sink,
  SinkRequest,
  Source,
  SourceEvent,
  SourceRequest,
} from "./connectors/connector.ts";
export type { Batch } from "./schema/batch.ts";
export { columnFor, setValue, valueAt } from "./schema/column.ts";
export { ConnectorError, DataError, type Diagnostic, InternalError, SluiceError, SqlError } from "./schema/errors.ts";
export { flagOption, numberOption, textOption } from "./schema/options.ts";
export * as types from "./schema/types.ts";
export { scalar, type ScalarFunction } from "./sql/functions/function.ts";

/**
 * A user's work: definitions, queries, jobs.
 *
 * ```ts
 * import { Session } from "./mod.ts";
 *
 * await using session = await Session.open({ memory: true });
 * await session.execute(`
 *   CREATE TABLE numbers WITH (connector = 'impulse', event_rate = 100000, message_count = 1000);
 *   CREATE TABLE nowhere (counter BIGINT UNSIGNED) WITH (connector = 'blackhole')`);
 * const job = await session.start`INSERT INTO nowhere SELECT counter FROM numbers`;
 * await job.done;
 * console.log(job.metrics.rowsOut); // 1000
 * ```
 */
export type Session = Library;
export const Session = {
  /**
   * Reads the saved catalog, if there is one. Dispose of the session, or `close()` it, in the end. The engine is loaded
   * now: the program must be allowed to read the folder of this module.
   */
  async open(options: OpenOptions = {}): Promise<Session> {
    const { CONNECTORS } = await import(later("./connectors/mod.ts")) as typeof import("./connectors/mod.ts");
    const { FORMATS } = await import(later("./schema/formats/mod.ts")) as typeof import("./schema/formats/mod.ts");
    const { Library } = await import(later("./engine/library.ts")) as typeof import("./engine/library.ts");
    return await Library.open(options, { connectors: CONNECTORS, formats: FORMATS, stdout });
  },
};

function stdout(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

if (import.meta.main) {
  const { main } = await import("./repl/main.ts");
  Deno.exit(await main(Deno.args));
}
