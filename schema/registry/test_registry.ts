/** A registry of canned answers for tests: counts what it is asked. */
import { type Fetch, type HttpOptions, type Wait } from "./http.ts";

export interface Call {
  readonly method: string;
  /** From the endpoint. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

export const ENDPOINT = "http://registry.test:8081/prefix";

/** What to answer: JSON with a status, a whole response, or an error of the network. */
export type Reply = { readonly status?: number; readonly json: unknown } | Response | Error;

export interface FakeRegistry {
  readonly calls: Call[];
  /** Milliseconds of each wait, none of which takes any time. */
  readonly waits: number[];
  readonly options: HttpOptions;
}

export function fakeRegistry(reply: (call: Call, nth: number) => Reply): FakeRegistry {
  const calls: Call[] = [];
  const waits: number[] = [];
  const wait: Wait = (milliseconds, signal) => {
    waits.push(milliseconds);
    return signal.aborted ? Promise.reject(signal.reason) : Promise.resolve();
  };
  const fetch: Fetch = (url, init) => {
    const path = url.startsWith(ENDPOINT) ? url.slice(ENDPOINT.length) : url;
    const body = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    const call = { method: init.method ?? "GET", path, headers: new Headers(init.headers), body };
    calls.push(call);
    const answer = reply(call, calls.length);
    if (answer instanceof Error) return Promise.reject(answer);
    if (answer instanceof Response) return Promise.resolve(answer);
    return Promise.resolve(Response.json(answer.json, { status: answer.status ?? 200 }));
  };
  return { calls, waits, options: { endpoint: ENDPOINT, fetch, wait } };
}

export function refusal(status: number, error_code: number, message: string): Reply {
  return { status, json: { error_code, message } };
}

/** What Deno throws when nothing listens. */
export function refusedConnection(): Error {
  const cause = new Error("error sending request: client error (Connect): tcp connect error: Connection refused");
  return new TypeError("fetch failed", { cause });
}
