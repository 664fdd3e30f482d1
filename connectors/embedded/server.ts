/** The broker's network side: a listener on loopback and its connections. */
import { ConnectorError } from "../../schema/errors.ts";
import type { Broker } from "./broker.ts";
import { Connection } from "./connection.ts";
import { clusterRoutes } from "./handlers/cluster.ts";
import { fetchRoute } from "./handlers/fetch.ts";
import { groupRoutes } from "./handlers/groups.ts";
import { offsetRoutes } from "./handlers/offsets.ts";
import { produceRoute } from "./handlers/produce.ts";
import { recordRoutes } from "./handlers/records.ts";
import { sessionRoutes } from "./handlers/session.ts";
import { topicRoutes } from "./handlers/topics.ts";
import { transactionRoutes } from "./handlers/transactions.ts";
import type { Route } from "./router.ts";
import type { Certificate } from "./tls.ts";

/** Loopback only: the cluster is a developer's convenience and never offered to a network. */
const HOST = "127.0.0.1";
const ACCEPT_RETRY_MS = 10;

export class Server implements AsyncDisposable {
  readonly #listener: Deno.Listener;
  readonly #broker: Broker;
  readonly #routes: ReadonlyMap<number, Route>;
  readonly #connections = new Set<Connection>();
  readonly #served = new Set<Promise<void>>();
  readonly #accepting: Promise<void>;

  /** Listens on a port, 0 for any free one; throws a `ConnectorError` when it is taken. */
  constructor(broker: Broker, port: number, certificate?: Certificate) {
    this.#broker = broker;
    this.#routes = routesOf(broker);
    this.#listener = listen(port, certificate);
    const { addr } = this.#listener;
    broker.host = HOST;
    broker.port = addr.transport === "tcp" ? addr.port : port;
    this.#accepting = this.#accept();
  }

  get port(): number {
    return this.#broker.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#connections) connection.close();
    this.#broker.groups.close(); // answers whoever waits for a rebalance
    await this.#accepting;
    await Promise.all(this.#served);
  }

  async #accept(): Promise<void> {
    for (;;) {
      try {
        const conn = await this.#listener.accept();
        this.#serve(conn);
      } catch (error) {
        if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) return;
        // A client that failed while connecting is its own affair; out of file descriptors, waiting is all one can do.
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_RETRY_MS));
      }
    }
  }

  #serve(conn: Deno.Conn): void {
    if ("setNoDelay" in conn) (conn as Deno.TcpConn).setNoDelay(true);
    const connection = new Connection(conn, this.#broker, this.#routes);
    this.#connections.add(connection);
    const served = connection.serve().finally(() => {
      this.#connections.delete(connection);
      this.#served.delete(served);
    });
    this.#served.add(served);
  }
}

function routesOf(broker: Broker): ReadonlyMap<number, Route> {
  const routes: Route[] = [
    ...sessionRoutes(() => routes),
    ...clusterRoutes(broker),
    ...topicRoutes(broker),
    produceRoute(broker),
    fetchRoute(broker),
    ...recordRoutes(broker),
    ...groupRoutes(broker),
    ...offsetRoutes(broker),
    ...transactionRoutes(broker),
  ];
  return new Map(routes.map((route) => [route.api.key, route]));
}

function listen(port: number, certificate: Certificate | undefined): Deno.Listener {
  try {
    if (!certificate) return Deno.listen({ hostname: HOST, port });
    return Deno.listenTls({ hostname: HOST, port, cert: certificate.cert, key: certificate.key });
  } catch (error) {
    const taken = error instanceof Deno.errors.AddrInUse;
    const reason = taken ? "the port is in use" : error instanceof Error ? error.message : String(error);
    throw new ConnectorError(`Cannot listen on ${HOST}:${port}: ${reason}`, {
      code: taken ? "port_in_use" : "unreachable",
      cause: error,
      hint: taken ? "Stop the program that uses it, or choose another port; port 0 picks a free one." : undefined,
    });
  }
}
