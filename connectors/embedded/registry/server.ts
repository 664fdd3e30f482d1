/** The registry's network side: HTTP on loopback. */
import { ConnectorError } from "../../../schema/errors.ts";
import { RegistryRefusal } from "./refusal.ts";
import type { SchemaRegistry } from "./registry.ts";
import { registryRequest } from "./request.ts";
import { answer, SchemaItself } from "./routes.ts";

/** Loopback only, as the cluster. */
const HOST = "127.0.0.1";
const MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

export interface RegistryLogin {
  readonly user: string;
  readonly password: string;
}

export class RegistryServer implements AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #stop = new AbortController();

  /** Listens on a port, 0 for any free one; throws a `ConnectorError` when it is taken. */
  constructor(registry: SchemaRegistry, port: number, login?: RegistryLogin) {
    this.#server = listen(port, this.#stop.signal, (request) => respond(registry, request, login));
    this.endpoint = `http://${HOST}:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#server.finished;
  }
}

function listen(
  port: number,
  signal: AbortSignal,
  handler: (request: Request) => Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname: HOST, port, signal, onListen() {} }, handler);
  } catch (error) {
    const taken = error instanceof Deno.errors.AddrInUse;
    const reason = taken ? "the port is in use" : error instanceof Error ? error.message : String(error);
    throw new ConnectorError(`Cannot listen on ${HOST}:${port} for the schema registry: ${reason}`, {
      code: taken ? "port_in_use" : "unreachable",
      cause: error,
      hint: taken ? "Stop the program that uses it, or choose another port; port 0 picks a free one." : undefined,
    });
  }
}

async function respond(
  registry: SchemaRegistry,
  request: Request,
  login: RegistryLogin | undefined,
): Promise<Response> {
  try {
    if (login !== undefined && !mayEnter(request, login)) return unauthorized();
    const body = await answer(registry, registryRequest(request));
    await registry.settled();
    return body instanceof SchemaItself
      ? new Response(body.text, { headers: { "content-type": MEDIA_TYPE } })
      : json(body);
  } catch (error) {
    if (error instanceof RegistryRefusal) return json({ error_code: error.code, message: error.message }, error.status);
    const message = error instanceof Error ? error.message : String(error);
    return json({ error_code: 50001, message: `Error in the registry: ${message}` }, 500);
  }
}

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": MEDIA_TYPE, ...headers } });
}

function unauthorized(): Response {
  return json({ error_code: 401, message: "Unauthorized" }, 401, { "www-authenticate": 'Basic realm="registry"' });
}

function mayEnter(request: Request, { user, password }: RegistryLogin): boolean {
  const sent = /^Basic\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return sent === btoa(String.fromCharCode(...bytes));
}
