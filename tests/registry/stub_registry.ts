/** A schema registry that misbehaves on order: it hands requests on to a real one unless it is told otherwise. */

/** A request as it came. */
export interface Seen {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly authorization: string | null;
}

/** Undefined: what the registry behind says. */
export type Trouble = (request: Seen) => Response | Promise<Response> | undefined;

export class StubRegistry implements AsyncDisposable {
  readonly #behind: string;
  #server: Deno.HttpServer<Deno.NetAddr>;
  /** Ends the answers that are being waited for. */
  #life = new AbortController();
  #trouble: Trouble = () => undefined;
  /** All requests since the last {@link forget}. */
  seen: Seen[] = [];

  /** `behind` is the endpoint of the registry that knows the answers. */
  constructor(behind: string) {
    this.#behind = behind;
    this.#server = this.#serve(0);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** From now on, instead of what was said before. */
  answers(trouble: Trouble): void {
    this.#trouble = trouble;
  }

  /** From now on as the registry behind it does. */
  behaves(): void {
    this.#trouble = () => undefined;
  }

  forget(): void {
    this.seen = [];
  }

  /** Requests that would change something in a registry. */
  get writes(): readonly Seen[] {
    return this.seen.filter(({ method, path }) => method !== "GET" && /^\/subjects\/[^/]+\/versions/.test(path));
  }

  /** Nothing listens on its port any more. */
  async goes(): Promise<void> {
    this.#life.abort();
    await this.#server.shutdown();
  }

  /** Listens on the same port again. */
  comesBack(): void {
    this.#life = new AbortController();
    this.#server = this.#serve(this.#server.addr.port);
  }

  /** An answer that does not come while the stub is there. */
  silence(): Promise<Response> {
    const { signal } = this.#life;
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(new Response(null, { status: 503 })));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.goes();
  }

  #serve(port: number): Deno.HttpServer<Deno.NetAddr> {
    const options = { hostname: "127.0.0.1", port, onListen: () => {} };
    return Deno.serve(options, (request) => this.#answer(request));
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const seen = {
      method: request.method,
      path: pathname + search,
      authorization: request.headers.get("authorization"),
    };
    this.seen.push(seen);
    const body = request.method === "GET" ? undefined : await request.text();
    const trouble = this.#trouble(seen);
    if (trouble !== undefined) return await trouble;
    const headers = { "content-type": request.headers.get("content-type") ?? "application/json" };
    const init = { method: request.method, headers, ...(body !== undefined && { body }) };
    const answer = await fetch(this.#behind + seen.path, init);
    return Response.json(await answer.json(), { status: answer.status });
  }
}

/** A refusal in a registry's own form. */
export function refusal(status: number, error_code: number, message: string): Response {
  return Response.json({ error_code, message }, { status });
}
