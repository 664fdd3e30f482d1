import { API, type RequestOf, type ResponseBody } from "../../kafka/protocol/api.ts";
import { ERROR } from "../../kafka/protocol/error_codes.ts";
import type { Broker } from "../broker.ts";
import type { PartitionLog, Span } from "../log.ts";
import { type Route, route, type Session } from "../router.ts";

type FetchRequest = RequestOf<typeof API.Fetch>;
type FetchedPartition = ResponseBody<typeof API.Fetch>["topics"][number]["partitions"][number];

/** What one partition has for a reader, before its bytes are read; or why it cannot be read. */
type Planned =
  | { readonly partition: number; readonly errorCode: number; readonly log?: PartitionLog }
  | { readonly partition: number; readonly log: PartitionLog; readonly offset: number; readonly span: Span };

interface Plan {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly Planned[] }[];
  readonly logs: readonly PartitionLog[];
  readonly bytes: number;
  readonly failed: boolean;
}

/** The longest that a request may wait, whatever it asks for. */
const LONGEST_WAIT_MS = 300_000;

/** Waits until `minBytes` are there, a partition cannot be read, or `maxWaitMs` are over. */
export function fetchRoute(broker: Broker): Route {
  return route(API.Fetch, async (request, { session }) => {
    const deadline = performance.now() + Math.min(request.maxWaitMs, LONGEST_WAIT_MS);
    for (;;) {
      if (session.closed.aborted) return undefined;
      const plan = planFetch(broker, request);
      const left = deadline - performance.now();
      if (plan.failed || plan.bytes >= request.minBytes || left <= 0) {
        const body = answer(plan, request);
        await broker.storage.settled();
        return body;
      }
      await arrival(plan.logs, left, session);
    }
  });
}

function planFetch(broker: Broker, request: FetchRequest): Plan {
  const logs: PartitionLog[] = [];
  let bytes = 0;
  let failed = false;
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partition, fetchOffset: offset, partitionMaxBytes }): Planned => {
      const log = broker.topics.log(name, partition);
      if (!log) {
        failed = true;
        return { partition, errorCode: ERROR.UNKNOWN_TOPIC_OR_PARTITION };
      }
      if (offset < log.startOffset || offset > log.highWatermark) {
        failed = true;
        return { partition, errorCode: ERROR.OFFSET_OUT_OF_RANGE, log };
      }
      logs.push(log);
      const limit = request.isolationLevel === 1 ? log.lastStableOffset : log.highWatermark;
      const room = Math.min(partitionMaxBytes, request.maxBytes - bytes);
      const span = log.span(offset, limit, room, bytes === 0);
      bytes += span.bytes;
      return { partition, log, offset, span };
    }),
  }));
  return { topics, logs, bytes, failed };
}

function answer(plan: Plan, request: FetchRequest): ResponseBody<typeof API.Fetch> {
  const committed = request.isolationLevel === 1;
  return {
    topics: plan.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((planned): FetchedPartition => {
        const offsets = {
          highWatermark: planned.log?.highWatermark ?? -1,
          lastStableOffset: planned.log?.lastStableOffset ?? -1,
          logStartOffset: planned.log?.startOffset ?? -1,
        };
        const { partition } = planned;
        if ("errorCode" in planned) return { partition, errorCode: planned.errorCode, ...offsets, records: null };
        const { log, offset, span } = planned;
        return {
          partition,
          errorCode: ERROR.NONE,
          ...offsets,
          abortedTransactions: committed ? log.abortedIn(offset, span.until) : null,
          records: log.read(span),
        };
      }),
    })),
  };
}

/** Resolves when one of the logs grows, the time is over or the client is gone. */
function arrival(logs: readonly PartitionLog[], milliseconds: number, session: Session): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      session.closed.removeEventListener("abort", done);
      for (const withdraw of withdrawals) withdraw();
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    session.closed.addEventListener("abort", done);
    const withdrawals = logs.map((log) => log.onAppend(done));
  });
}
