/** The Worker in which {@link startCluster} runs a cluster. */
import { type Diagnostic, SluiceError } from "../../schema/errors.ts";
import { type Address, type ClusterOptions, type RunningCluster, serveCluster } from "./serve.ts";

/** To the worker. */
export type Order =
  | { readonly kind: "start"; readonly options: ClusterOptions }
  | { readonly kind: "stop" };

/** From the worker. */
export type Report =
  | { readonly kind: "ready"; readonly address: Address }
  | { readonly kind: "failed"; readonly diagnostic: Diagnostic }
  | { readonly kind: "stopped" };

/** The types of a worker's global scope are not those that the rest of the project is checked with. */
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(report: Report): void;
};

let cluster: RunningCluster | undefined;

scope.onmessage = async ({ data: order }) => {
  try {
    if (order.kind === "start") {
      cluster = await serveCluster(order.options);
      scope.postMessage({
        kind: "ready",
        address: { bootstrap: cluster.bootstrap, registry: cluster.registry, ca: cluster.ca },
      });
    } else {
      await cluster?.[Symbol.asyncDispose]();
      scope.postMessage({ kind: "stopped" });
    }
  } catch (error) {
    scope.postMessage({ kind: "failed", diagnostic: diagnosticOf(error) });
  }
};

/** What can be sent to another thread: without cause and class. */
function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof SluiceError) return error.diagnostic;
  return { message: error instanceof Error ? error.message : String(error), code: "internal" };
}
