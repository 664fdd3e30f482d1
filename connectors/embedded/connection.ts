/** One client's socket: requests in, answers out, in the same order. */
import { setImmediate } from "node:timers";
import { ConnectorError } from "../../schema/errors.ts";
import { API } from "../kafka/protocol/api.ts";
import { ERROR } from "../kafka/protocol/error_codes.ts";
import { decodeRequestHeader, encodeResponse, type RequestHeader } from "../kafka/protocol/frames.ts";
import { apiKeys } from "./handlers/session.ts";
import type { Route, Session } from "./router.ts";
import { Login } from "./sasl.ts";
import type { Broker } from "./broker.ts";

/** `socket.request.max.bytes`, Apache Kafka's default. */
const MAX_FRAME = 100 * 1024 * 1024;
const FIRST_BUFFER = 64 * 1024;
/** Answers that may be outstanding before the next request is read. */
const MAX_OUTSTANDING = 32;

const BEFORE_LOGIN: readonly number[] = [API.ApiVersions.key, API.SaslHandshake.key, API.SaslAuthenticate.key];

/** The client sent something that cannot be answered: the connection is closed. */
class Unanswerable extends Error {}

interface Outstanding {
  frame: Uint8Array | undefined;
  isReady: boolean;
}

export class Connection {
  readonly #conn: Deno.Conn;
  readonly #broker: Broker;
  readonly #routes: ReadonlyMap<number, Route>;
  readonly #closed = new AbortController();
  readonly #session: Session;
  /** Requests in the order in which they came, until their answers are written. */
  readonly #queue: Outstanding[] = [];
  #writing: Promise<void> | undefined;
  #isFlushing = false;
  /** Resolved when fewer answers are outstanding. */
  #room: PromiseWithResolvers<void> | undefined;
  /** The login failed: close after the answer that says so. */
  #shut = false;
  #buffer = new Uint8Array(FIRST_BUFFER);
  #start = 0;
  #end = 0;

  constructor(conn: Deno.Conn, broker: Broker, routes: ReadonlyMap<number, Route>) {
    this.#conn = conn;
    this.#broker = broker;
    this.#routes = routes;
    const { remoteAddr } = conn;
    const clientHost = remoteAddr.transport === "tcp" ? `/${remoteAddr.hostname}` : "/127.0.0.1";
    this.#session = {
      clientHost,
      login: new Login(broker.credentials),
      closed: this.#closed.signal,
      settled: () => broker.storage.settled(),
    };
  }

  /** Serves the client until it leaves, misbehaves or {@link close} is called. Never rejects. */
  async serve(): Promise<void> {
    let answered: Promise<unknown> = Promise.resolve();
    try {
      for (let frame = await this.#nextFrame(); frame; frame = await this.#nextFrame()) {
        answered = Promise.all([answered, this.#enqueue(this.#answer(frame))]).then(() => {});
        while (this.#queue.length >= MAX_OUTSTANDING && !this.#closed.signal.aborted) {
          this.#room = Promise.withResolvers();
          await this.#room.promise;
        }
      }
    } catch {
      // The client is gone, or has sent what is no Kafka request: closing is all there is to say.
    }
    this.close();
    await answered;
    await this.#writing;
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#room?.resolve();
    this.#conn.close();
  }

  /** Gives an answer its place; the promise never rejects. */
  #enqueue(answer: Promise<Uint8Array | undefined>): Promise<void> {
    const outstanding: Outstanding = { frame: undefined, isReady: false };
    this.#queue.push(outstanding);
    return answer.then((frame) => {
      outstanding.frame = frame;
      outstanding.isReady = true;
      this.#flushSoon();
    }).catch(() => this.close());
  }

  /**
   * Lets this turn's other answers get ready, to write them together. Deno cannot turn off Nagle's algorithm on TLS
   * connections, where a second small write would wait 40 ms for the client's delayed acknowledgement.
   */
  #flushSoon(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setImmediate(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  /** Writes the answers that are ready and whose turn it is, all at once. */
  #flush(): void {
    if (this.#writing || this.#closed.signal.aborted) return;
    const frames: Uint8Array[] = [];
    while (this.#queue[0]?.isReady) {
      const frame = this.#queue.shift()?.frame;
      if (frame) frames.push(frame);
    }
    this.#room?.resolve();
    const [first] = frames;
    if (first) {
      this.#writing = this.#write(frames.length === 1 ? first : concat(frames)).then(() => {
        this.#writing = undefined;
        this.#flushSoon();
      }).catch(() => this.close());
    } else if (this.#shut) {
      this.close();
    }
  }

  /** The next frame without its length, a view that is valid until the next call; undefined at the end. */
  async #nextFrame(): Promise<Uint8Array | undefined> {
    if (!await this.#fill(4)) return undefined;
    const view = new DataView(this.#buffer.buffer, this.#start, 4);
    const length = view.getInt32(0);
    if (length < 0 || length > MAX_FRAME) throw new Unanswerable("not a Kafka request");
    if (!await this.#fill(4 + length)) return undefined;
    const frame = this.#buffer.subarray(this.#start + 4, this.#start + 4 + length);
    this.#start += 4 + length;
    return frame;
  }

  /** Reads until `length` bytes are in the buffer; false when the client left before. */
  async #fill(length: number): Promise<boolean> {
    if (this.#start + length > this.#buffer.length) {
      const size = Math.max(length, FIRST_BUFFER);
      const target = size > this.#buffer.length ? new Uint8Array(size) : this.#buffer;
      target.set(this.#buffer.subarray(this.#start, this.#end));
      this.#end -= this.#start;
      this.#start = 0;
      this.#buffer = target;
    }
    while (this.#end - this.#start < length) {
      const count = await this.#conn.read(this.#buffer.subarray(this.#end));
      if (count === null) return false;
      this.#end += count;
    }
    return true;
  }

  /** The response's frame; rejects when there is nothing to answer. */
  async #answer(frame: Uint8Array): Promise<Uint8Array | undefined> {
    const { login } = this.#session;
    if (login.bareTokens) return this.#bareToken(frame);
    const header = decodeRequestHeader(frame);
    const route = this.#routes.get(header.apiKey);
    if (!route || (!login.isAuthenticated && !BEFORE_LOGIN.includes(header.apiKey))) {
      throw new Unanswerable("request is unknown or not allowed before login");
    }
    if (header.version < route.api.min || header.version > route.advertised.max) return this.#unsupported(header);
    const response = await this.#handled(route, header, frame);
    this.#shut = header.apiKey === API.SaslAuthenticate.key && !login.isAuthenticated && !login.isUnderway;
    return response;
  }

  async #handled(route: Route, header: RequestHeader, frame: Uint8Array): Promise<Uint8Array | undefined> {
    try {
      return await route.answer(header, frame, this.#session);
    } catch (error) {
      if (error instanceof ConnectorError) throw error; // a malformed request, or rolled back already
      throw this.#broker.storage.rollback(error); // a change that was made halfway is undone
    }
  }

  /** Tells the versions to a client that asks in one we do not know (KIP-511); anything else cannot be answered. */
  #unsupported(header: RequestHeader): Uint8Array {
    if (header.apiKey !== API.ApiVersions.key) throw new Unanswerable("unsupported version");
    return encodeResponse(API.ApiVersions, 0, header.correlationId, {
      errorCode: ERROR.UNSUPPORTED_VERSION,
      apiKeys: apiKeys(this.#routes.values()),
    });
  }

  /** After SaslHandshake v0 tokens are frames of their own. */
  #bareToken(token: Uint8Array): Uint8Array {
    const step = this.#session.login.step(token);
    if (!step || step.kind === "failed") throw new Unanswerable("login failed");
    const frame = new Uint8Array(4 + step.token.length);
    new DataView(frame.buffer).setInt32(0, step.token.length);
    frame.set(step.token, 4);
    return frame;
  }

  async #write(frame: Uint8Array): Promise<void> {
    for (let written = 0; written < frame.length;) {
      written += await this.#conn.write(frame.subarray(written));
    }
  }
}

function concat(frames: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(frames.reduce((length, frame) => length + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    whole.set(frame, at);
    at += frame.length;
  }
  return whole;
}
