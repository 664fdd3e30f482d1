/** The session that the program works in: the engine with everything that is built in. */
import { CONNECTORS } from "../connectors/mod.ts";
import { type ProcessEnvironment, processEnvironment } from "../engine/environment.ts";
import { metricsOf } from "../engine/job_metrics.ts";
import { Session } from "../engine/session.ts";
import { FORMATS } from "../schema/formats/mod.ts";
import { JobLog } from "./log/job_log.ts";
import type { Program } from "./main.ts";
import { type MetricsServer, serveMetrics } from "./metrics/server.ts";
import { writeAll } from "./terminal/write_all.ts";

export interface OpenedSession extends AsyncDisposable {
  readonly session: Session;
  readonly environment: ProcessEnvironment;
}

/** A session with everything that is built in. `dir` undefined: nothing is read or saved. */
export async function openSession(
  program: Program,
  options: {
    readonly dir: string | undefined;
    readonly saving: boolean;
    readonly interactive: boolean;
    /** Name of its pipelines. */
    readonly pipeline?: string | undefined;
    /** Takes what is to be said of the saved catalog. */
    readonly notice?: (text: string) => void;
  },
): Promise<OpenedSession> {
  const { flags: { metrics, memoryLimit, resetState, functionNet }, log } = program;
  const notice = options.notice ?? program.notice;
  const environment = processEnvironment(options.dir, (bytes) => writeAll(bytes, program.stdout));
  const now = () => environment.now();
  using stack = new DisposableStack();
  const jobLog = log && stack.use(new JobLog(log, now));
  const session = await Session.open({
    environment,
    connectors: CONNECTORS,
    formats: FORMATS,
    catalogFile: options.dir === undefined ? undefined : `${options.dir}/catalog.sql`,
    saving: options.saving,
    interactive: options.interactive,
    pipeline: options.pipeline,
    remembersJobs: options.interactive,
    resetState,
    onNotice: notice,
    onJobEvent: jobLog && ((job, event) => jobLog.event(job, event)),
    memoryLimit: memoryLimit === undefined ? undefined : { bytes: memoryLimit, used: () => environment.memoryUsed() },
    functionNet,
  }, notice);
  const server = metrics && serveMetrics(metrics, {
    jobs: () => session.jobs.map((job) => metricsOf(job, now())),
    now,
  });
  if (server !== undefined) notice(servedAt(server));
  const open = stack.move();
  return {
    session,
    environment,
    async [Symbol.asyncDispose]() {
      await session.close();
      await server?.[Symbol.asyncDispose]();
      open.dispose();
      await environment.close();
    },
  };
}

function servedAt({ address }: MetricsServer): string {
  return `Metrics at http://${address}/metrics, health at /healthz and /readyz`;
}
