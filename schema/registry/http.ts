/** Requests to a schema registry: login, deadlines, retries, and answers that are not trusted. */
import type { ConnectorError } from "../errors.ts";
import {
  type Asked,
  isBusy,
  noAnswerError,
  notRegistryError,
  redirectError,
  type Refusal,
  refusalError,
  unreachableError,
} from "./errors.ts";

/** `fetch`, or one that knows the connection's own certificate authority. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Resolves after so many milliseconds; rejects with the signal's reason. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export interface RegistryAddress {
  /** `http(s)://host:port/prefix`, without a slash at the end. */
  readonly endpoint: string;
  /** Both or none. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface HttpOptions extends RegistryAddress {
  readonly fetch: Fetch;
  /** Default: a timer. */
  readonly wait?: Wait;
  /** For one try, the whole answer included. Default 5,000. */
  readonly timeoutMs?: number;
  /** Default 5. */
  readonly tries?: number;
}

export interface Request {
  readonly method: "GET" | "POST";
  /** From the endpoint, with a slash at its beginning; see {@link segment}. */
  readonly path: string;
  readonly body?: unknown;
  /** What the request is about, for errors. */
  readonly subject?: string | undefined;
  readonly signal: AbortSignal;
  /** Called after each try that failed and will be repeated. */
  readonly onRetry?: ((error: ConnectorError) => void) | undefined;
}

export type Answer =
  | { readonly kind: "ok"; readonly body: unknown }
  /** The registry said no, and would again. */
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly error: ConnectorError };

const MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
const TIMEOUT_MS = 5_000;
const TRIES = 5;
const FIRST_WAIT_MS = 100;
/** A registry that asks for more patience than this is asked again earlier. */
const LONGEST_WAIT_MS = 30_000;
/** Registries take schemas of a few megabytes at most. */
const LARGEST_ANSWER_BYTES = 16 << 20;
/** What is shown of a registry's own words: those about an incompatible schema are long. */
const LONGEST_TEXT = 4_000;

export class RegistryHttp {
  readonly #options: HttpOptions;
  readonly #authorization: string | undefined;

  constructor(options: HttpOptions) {
    this.#options = options;
    const { username, password } = options;
    if (username !== undefined && password !== undefined) this.#authorization = basicLogin(username, password);
  }

  /**
   * Throws a `ConnectorError` for what no retry has cured, also when the signal is of a timeout and time is up; else the signal's
   * reason.
   */
  async request(request: Request): Promise<Answer> {
    const { wait = timer, tries = TRIES } = this.#options;
    let last: ConnectorError | undefined;
    try {
      for (let attempt = 1;; attempt++) {
        request.signal.throwIfAborted();
        const outcome = await this.#try(request);
        if (outcome.kind !== "failed") return outcome;
        const { error, retryAfterMs } = outcome;
        if (!error.retryable || attempt >= tries) throw error;
        last = error;
        request.onRetry?.(error);
        await wait(retryAfterMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1), request.signal);
      }
    } catch (error) {
      if (!isTimeout(request.signal, error)) throw error;
      throw last ?? noAnswerError(this.#asked(request), error);
    }
  }

  #asked({ subject }: Request): Asked {
    return { endpoint: this.#options.endpoint, subject, hasLogin: this.#authorization !== undefined };
  }

  async #try(request: Request): Promise<Answer | Failed> {
    const { endpoint, fetch, timeoutMs = TIMEOUT_MS } = this.#options;
    const asked = this.#asked(request);
    const deadline = new AbortController();
    const timeout = setTimeout(() => deadline.abort(), timeoutMs);
    const signal = AbortSignal.any([request.signal, deadline.signal]);
    try {
      const response = await fetch(`${endpoint}${request.path}`, {
        method: request.method,
        headers: this.#headers(request),
        redirect: "manual",
        signal,
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      });
      return await this.#read(response, asked);
    } catch (cause) {
      request.signal.throwIfAborted();
      return { kind: "failed", error: unreachableError(cause, asked, deadline.signal.aborted ? timeoutMs : undefined) };
    } finally {
      clearTimeout(timeout);
    }
  }

  #headers({ body }: Request): Record<string, string> {
    return {
      accept: `${MEDIA_TYPE}, application/json;q=0.9`,
      ...(body !== undefined && { "content-type": MEDIA_TYPE }),
      ...(this.#authorization !== undefined && { authorization: this.#authorization }),
    };
  }

  async #read(response: Response, asked: Asked): Promise<Answer | Failed> {
    const { status } = response;
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      return { kind: "failed", error: redirectError(status, response.headers.get("location"), asked) };
    }
    const text = await boundedText(response);
    if (text === undefined) {
      const why = `its answer has more than ${LARGEST_ANSWER_BYTES >> 20} MB`;
      return { kind: "failed", error: notRegistryError(why, asked) };
    }
    const body = parsed(text);
    if (response.ok) {
      if (body !== undefined) return { kind: "ok", body };
      const type = response.headers.get("content-type")?.split(";")[0] ?? "text";
      return { kind: "failed", error: notRegistryError(`it answers with ${printable(type)} instead of JSON`, asked) };
    }
    const refusal = this.#refusal(status, body);
    const error = refusalError(refusal, asked);
    if (!isBusy(refusal)) return { kind: "refused", refusal, error };
    return { kind: "failed", error, retryAfterMs: retryAfterMs(response.headers.get("retry-after")) };
  }

  #refusal(status: number, body: unknown): Refusal {
    const fields = isObject(body) ? body : {};
    const errorCode = typeof fields["error_code"] === "number" ? fields["error_code"] : undefined;
    const message = typeof fields["message"] === "string" ? this.#withoutLogin(fields["message"]) : "";
    return { status, errorCode, message: printable(message) };
  }

  /** A registry may repeat what it was sent. */
  #withoutLogin(text: string): string {
    const { password = "" } = this.#options;
    const hidden = [this.#authorization?.replace("Basic ", ""), password].filter((secret) => secret);
    return hidden.reduce<string>((shown, secret) => shown.replaceAll(secret ?? "", "***"), text);
  }
}

interface Failed {
  readonly kind: "failed";
  readonly error: ConnectorError;
  readonly retryAfterMs?: number | undefined;
}

/** The error is that of a caller who gives a request so much time and no more. */
function isTimeout({ aborted, reason }: AbortSignal, error: unknown): boolean {
  return aborted && error === reason && error instanceof Error && error.name === "TimeoutError";
}

/** A name as one segment of a path. */
export function segment(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}

function basicLogin(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** Undefined when there is more of it than anybody needs. */
async function boundedText(response: Response): Promise<string | undefined> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const part of response.body) {
    size += part.length;
    if (size > LARGEST_ANSWER_BYTES) return undefined; // leaving the loop cancels the body
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}

/** Undefined when it is not JSON, which never is `undefined` itself. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The header's seconds as milliseconds; its other form, a date, needs a clock and is not obeyed. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null || !/^\d{1,9}$/.test(header.trim())) return undefined;
  return Math.min(Number(header) * 1000, LONGEST_WAIT_MS);
}

/** Text from elsewhere must not steer a terminal, nor fill it. */
function printable(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is taken out
  const shown = text.slice(0, LONGEST_TEXT + 1).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
  return shown.length > LONGEST_TEXT ? `${shown.slice(0, LONGEST_TEXT)}…` : shown;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The {@link Wait} of programs. */
export function timer(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timeout);
      reject(signal.reason);
    };
    const timeout = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
