/** `--metrics`: `/metrics`, `/healthz` and `/readyz` over HTTP. */
import { ConnectorError } from "../../schema/errors.ts";
import type { JobMetrics } from "../../engine/job_metrics.ts";
import type { Address } from "../flags.ts";
import { VERSION } from "../version.ts";
import { CONTENT_TYPE, exposition } from "./exposition.ts";
import { familiesOf } from "./families.ts";
import { notReady } from "./readiness.ts";

export interface MetricsServer extends AsyncDisposable {
  /** `127.0.0.1:9464`, the port as it was found. */
  readonly address: string;
}

export interface Measured {
  jobs(): readonly JobMetrics[];
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Throws a `ConnectorError` when the address cannot be had. */
export function serveMetrics({ hostname, port }: Address, measured: Measured): MetricsServer {
  const stopping = new AbortController();
  try {
    const server = Deno.serve(
      { hostname, port, signal: stopping.signal, onListen: () => {} },
      (request) => answer(request, measured),
    );
    return {
      address: addressText({ hostname, port: server.addr.port }),
      async [Symbol.asyncDispose]() {
        stopping.abort();
        await server.finished;
      },
    };
  } catch (error) {
    throw refused({ hostname, port }, error);
  }
}

function answer(request: Request, measured: Measured): Response {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return text("Only GET and HEAD", 405, { allow: "GET, HEAD" });
  }
  switch (new URL(request.url).pathname) {
    case "/metrics": {
      const process = { version: VERSION, residentMemory: Deno.memoryUsage().rss, now: measured.now() };
      return text(exposition(familiesOf(measured.jobs(), process)), 200, { "content-type": CONTENT_TYPE });
    }
    case "/healthz":
      return text("ok\n", 200);
    case "/readyz": {
      const reasons = notReady(measured.jobs(), measured.now());
      return reasons.length === 0 ? text("ready\n", 200) : text(`${reasons.join("\n")}\n`, 503);
    }
    default:
      return text("There are /metrics, /healthz and /readyz\n", 404);
  }
}

function text(body: string, status: number, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}

function refused(address: Address, cause: unknown): unknown {
  const where = addressText(address);
  if (cause instanceof Deno.errors.AddrInUse) {
    return new ConnectorError(`Cannot serve metrics on ${where}: another program listens there`, {
      code: "address_in_use",
      cause,
      hint: "Give --metrics another port; 0 takes a free one.",
    });
  }
  if (cause instanceof Deno.errors.NotCapable || !(cause instanceof Error)) return cause;
  return new ConnectorError(`Cannot serve metrics on ${where}: ${cause.message}`, {
    code: "address",
    cause,
    hint:
      "The address has to be one of this machine: 127.0.0.1:9464 for this machine alone, 0.0.0.0:9464 for all others.",
  });
}

function addressText({ hostname, port }: Address): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
