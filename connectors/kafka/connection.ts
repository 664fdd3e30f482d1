/** A connection to one broker: our own socket, TLS, login and request pipelining. */
import { ConnectorError } from "../../schema/errors.ts";
import { AnswerReader, type Expected, LARGEST_ANSWER } from "./answer_reader.ts";
import { brokerText } from "./broker_text.ts";
import { BufferPool } from "./buffer_pool.ts";
import { type Address, formatAddress, type KafkaConfig, type SaslConfig, type TlsConfig } from "./config.ts";
import {
  brokerError,
  connectError,
  type ConnectStage,
  loginMissingError,
  loginRefusedError,
  mechanismError,
  messageOf,
  nonsenseError,
  notKafkaError,
  RequestTimeout,
  versionError,
} from "./errors.ts";
import { API, type Api, apiOfKey, type RequestBody, type ResponseOf } from "./protocol/api.ts";
import { ERROR } from "./protocol/error_codes.ts";
import { decodeResponse, encodeRequest } from "./protocol/frames.ts";
import type { Type } from "./protocol/schema.ts";
import { abortable } from "./retry.ts";
import { authenticate } from "./transport.ts";

/** Answers without records: 100,000 partitions take a tenth of it. */
const LARGEST_PLAIN_ANSWER = 64 << 20;
/** To ApiVersions, before it is known who answers. */
const LARGEST_HELLO = 1 << 20;
/** Where in a frame these stand. */
const API_KEY = 4;
const CORRELATION_ID = 8;

interface Pending extends Expected {
  resolve(payload: Uint8Array<ArrayBuffer>): void;
  reject(error: unknown): void;
  readonly timer: ReturnType<typeof setTimeout>;
}

export interface RequestOptions {
  /** Milliseconds until the connection is given up for lost. Default: the configuration's. */
  readonly timeoutMs?: number;
  /** Only stops the waiting: the broker may still do what was asked. */
  readonly signal?: AbortSignal | undefined;
  /** Highest version to use, where a later one means something else. */
  readonly maxVersion?: number;
}

type VersionRange = readonly [min: number, max: number];

/**
 * Requests may be sent without waiting for the answers of earlier ones; a broker answers in order. After any failure the
 * connection is dead: every pending and later request rejects with a {@link ConnectorError}, and {@link closed} resolves.
 */
export class Connection implements AsyncDisposable {
  readonly address: Address;
  /** When the login has to be renewed (KIP-368), in milliseconds since the epoch; Infinity without a limit. */
  expires = Infinity;
  readonly #config: KafkaConfig;
  readonly #socket: Deno.TcpConn | Deno.TlsConn;
  readonly #buffers: BufferPool;
  readonly #pending = new Map<number, Pending>();
  readonly #versions = new Map<number, VersionRange>();
  readonly #outgoing: { bytes: Uint8Array; written: (() => void) | undefined }[] = [];
  #writing = false;
  #nextId = 0;
  #stage: ConnectStage = "hello";
  #answered = false;
  #retired = false;
  #failure: ConnectorError | undefined;
  readonly #reading: Promise<void>;

  private constructor(address: Address, config: KafkaConfig, socket: Deno.TcpConn | Deno.TlsConn, buffers: BufferPool) {
    this.address = address;
    this.#config = config;
    this.#socket = socket;
    this.#buffers = buffers;
    this.#reading = this.#read();
  }

  /**
   * Connects, shakes hands, logs in. Rejects within `connectTimeoutMs` with an error that tells host, port, TLS and login
   * apart. `buffers` gives the frames of large answers; the caller may hand them back.
   */
  static async open(
    address: Address,
    config: KafkaConfig,
    signal?: AbortSignal,
    buffers = new BufferPool(),
  ): Promise<Connection> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(new RequestTimeout()), config.connectTimeoutMs ?? 10_000);
    const stop = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
    let stage: ConnectStage = "tcp";
    let opened: Disposable | undefined;
    const abort = () => opened && closeQuietly(opened);
    stop.addEventListener("abort", abort, { once: true });
    try {
      signal?.throwIfAborted();
      const tcp = await Deno.connect({ hostname: address.host, port: address.port, signal: stop });
      opened = tcp;
      refuseItself(tcp);
      tcp.setNoDelay(true);
      let socket: Deno.TcpConn | Deno.TlsConn = tcp;
      if (config.tls) {
        stage = "tls";
        socket = await startTls(tcp, address, config.tls);
        opened = socket;
        await socket.handshake();
      }
      stop.throwIfAborted();
      const connection = new Connection(address, config, socket, buffers);
      opened = { [Symbol.dispose]: () => connection.#fail(stop.reason) };
      await connection.#hello();
      return connection;
    } catch (error) {
      if (opened) closeQuietly(opened);
      signal?.throwIfAborted();
      const cause = timeout.signal.aborted && !(error instanceof ConnectorError) ? new RequestTimeout() : error;
      throw connectError(cause, { address, stage, tls: config.tls !== undefined, sasl: config.sasl?.mechanism });
    } finally {
      clearTimeout(timer);
      stop.removeEventListener("abort", abort);
    }
  }

  get alive(): boolean {
    return this.#failure === undefined;
  }

  /** Requests that wait for an answer. */
  get inFlight(): number {
    return this.#pending.size;
  }

  /** Resolves when the connection is closed, for whatever reason. */
  get closed(): Promise<void> {
    return this.#reading;
  }

  /** Requests the broker knows, with the versions it takes. */
  get versions(): ReadonlyMap<number, VersionRange> {
    return this.#versions;
  }

  /** The highest version that both sides speak. Throws a sentence that names the request when there is none. */
  version(api: Api, maxVersion = api.max): number {
    const theirs = this.#versions.get(api.key);
    const version = theirs ? Math.min(theirs[1], api.max, maxVersion) : -1;
    if (!theirs || version < theirs[0] || version < api.min) {
      throw versionError(this.address, api.name, [api.min, Math.min(api.max, maxVersion)], theirs);
    }
    return version;
  }

  supports(api: Api, minVersion = api.min): boolean {
    const theirs = this.#versions.get(api.key);
    return theirs !== undefined && Math.min(theirs[1], api.max) >= Math.max(theirs[0], minVersion);
  }

  async request<A extends Api>(api: A, body: RequestBody<A>, options: RequestOptions = {}): Promise<ResponseOf<A>> {
    const version = this.version(api, options.maxVersion);
    const payload = await this.requestRaw(api, version, body, options);
    return decodeAs(api, version, payload);
  }

  /** As {@link request}; resolves to the answer's undecoded payload, whose buffer has eight bytes to spare behind it. */
  requestRaw<A extends Api>(
    api: A,
    version: number,
    body: RequestBody<A>,
    options: RequestOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.exchange(encodeAs(api, version, this.#config.clientId ?? "sluice", body), options);
  }

  /** Sends a whole frame, after giving it a correlation id of its own, and resolves to the answer's payload. */
  exchange(frame: Uint8Array, options: RequestOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#stamp(frame);
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
    const timeoutMs = options.timeoutMs ?? this.#config.requestTimeoutMs ?? 30_000;
    const timer = setTimeout(() => this.#fail(new RequestTimeout(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    this.#pending.set(id, { ...expectedOf(frame), resolve, reject, timer });
    this.#write(frame, undefined);
    return abortable(promise, options.signal);
  }

  /** Sends a frame that gets no answer (acks = 0); resolves when it is handed to the operating system. */
  post(frame: Uint8Array): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    this.#stamp(frame);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#write(frame, resolve);
    return promise;
  }

  /** Gives the buffer of a large answer back, when nobody looks at it any more. */
  recycle(payload: Uint8Array<ArrayBuffer>): void {
    this.#buffers.give(new Uint8Array(payload.buffer));
  }

  async close(): Promise<void> {
    this.#fail(new Error("the connection was closed"));
    await this.#reading;
  }

  /** Closes the connection once no request is pending: for one that is replaced while others still wait on it. */
  retire(): void {
    this.#retired = true;
    if (this.#pending.size === 0) this.#fail(new Error("the connection was closed"));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #stamp(frame: Uint8Array): number {
    const id = this.#nextId;
    this.#nextId = id + 1 & 0x7fffffff;
    new DataView(frame.buffer, frame.byteOffset).setInt32(CORRELATION_ID, id);
    return id;
  }

  async #hello(): Promise<void> {
    this.#stage = "hello";
    const software = { clientSoftwareName: "sluice", clientSoftwareVersion: "0.1.0" };
    this.#versions.set(API.ApiVersions.key, [0, 3]);
    let payload = await this.requestRaw(API.ApiVersions, 3, software);
    // A broker that knows no version 3 answers in version 0 with error 35 (KIP-511).
    let version = 3;
    if (new DataView(payload.buffer, payload.byteOffset).getInt16(4) === ERROR.UNSUPPORTED_VERSION) {
      version = 0;
      payload = await this.requestRaw(API.ApiVersions, 0, {});
    }
    const answer = decodeAs(API.ApiVersions, version, payload);
    if (answer.errorCode !== 0) {
      throw brokerError(answer.errorCode, `Cannot talk to ${formatAddress(this.address)}`);
    }
    for (const { apiKey, minVersion, maxVersion } of answer.apiKeys) {
      this.#versions.set(apiKey, [minVersion, maxVersion]);
    }
    if (this.#config.sasl) await this.#login(this.#config.sasl);
    this.#answered = false;
    this.#stage = "request";
  }

  async #login(sasl: SaslConfig): Promise<void> {
    this.#stage = "login";
    const { mechanism } = sasl;
    if (!this.supports(API.SaslHandshake)) throw mechanismError(this.address, mechanism, []);
    const handshake = await this.request(API.SaslHandshake, { mechanism });
    if (handshake.errorCode === ERROR.ILLEGAL_SASL_STATE) throw mechanismError(this.address, mechanism, []);
    if (handshake.errorCode !== 0) throw mechanismError(this.address, mechanism, handshake.mechanisms);
    let lifetime = 0;
    try {
      await authenticate(sasl, this.address, async (authBytes) => {
        const answer = await this.request(API.SaslAuthenticate, { authBytes });
        if (answer.errorCode !== 0) {
          const why = brokerText(answer.errorMessage ?? "the broker refused it", [sasl.password]);
          throw loginRefusedError(this.address, mechanism, why);
        }
        lifetime = answer.sessionLifetimeMs;
        return answer.authBytes;
      });
    } catch (error) {
      throw error instanceof ConnectorError
        ? error
        : loginRefusedError(this.address, mechanism, brokerText(messageOf(error), [sasl.password]));
    }
    if (lifetime > 0) this.expires = Date.now() + lifetime * 0.85;
  }

  #write(bytes: Uint8Array, written: (() => void) | undefined): void {
    this.#outgoing.push({ bytes, written });
    if (!this.#writing) this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    this.#writing = true;
    try {
      for (let next = this.#outgoing.shift(); next; next = this.#outgoing.shift()) {
        for (let at = 0; at < next.bytes.length;) {
          at += await this.#socket.write(at === 0 ? next.bytes : next.bytes.subarray(at));
        }
        next.written?.();
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#writing = false;
  }

  async #read(): Promise<void> {
    const reader = new AnswerReader({
      buffers: this.#buffers,
      read: (into) => this.#socket.read(into),
      expected: (id) => this.#pending.get(id),
      nonsense: (why, bytes) =>
        this.#stage === "hello" && !this.#answered
          ? notKafkaError(this.address, bytes)
          : nonsenseError(this.address, why),
    });
    try {
      for (;;) this.#receive(await reader.next());
    } catch (error) {
      this.#fail(error);
    }
  }

  #receive(payload: Uint8Array<ArrayBuffer>): void {
    this.#answered = true;
    const id = new DataView(payload.buffer, payload.byteOffset).getInt32(0);
    const pending = this.#pending.get(id);
    if (!pending) return; // given up while its answer came
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    pending.resolve(payload);
    if (this.#retired && this.#pending.size === 0) this.retire();
  }

  #fail(cause: unknown): void {
    if (this.#failure) return;
    const { address } = this;
    const { tls, sasl } = this.#config;
    const quiet = !this.#answered && this.#stage === "request" && !sasl && this.#pending.size > 0 &&
      !(cause instanceof RequestTimeout || cause instanceof ConnectorError);
    this.#failure = quiet
      ? loginMissingError(address)
      : connectError(cause, { address, stage: this.#stage, tls: tls !== undefined, sasl: sasl?.mechanism });
    closeQuietly(this.#socket);
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(this.#failure);
    }
    this.#pending.clear();
    this.#outgoing.length = 0;
  }
}

/** What may come back for a request. */
function expectedOf(frame: Uint8Array): Expected {
  const key = new DataView(frame.buffer, frame.byteOffset).getInt16(API_KEY);
  const name = apiOfKey(key)?.name ?? `request ${key}`;
  if (key === API.Fetch.key) return { name, limit: LARGEST_ANSWER };
  return { name, limit: key === API.ApiVersions.key ? LARGEST_HELLO : LARGEST_PLAIN_ANSWER };
}

async function startTls(tcp: Deno.TcpConn, address: Address, tls: TlsConfig) {
  return await Deno.startTls(tcp, {
    hostname: address.host,
    ...(tls.caCerts && { caCerts: [...tls.caCerts] }),
  });
}

/**
 * Where a broker on this machine is down, connecting to its port may meet the very socket that connects, when the system
 * chose the same port for it: the socket then talks to itself, and keeps the port from the broker.
 */
function refuseItself({ localAddr, remoteAddr }: Deno.TcpConn): void {
  if (localAddr.port !== remoteAddr.port || localAddr.hostname !== remoteAddr.hostname) return;
  throw new Deno.errors.ConnectionRefused("Nobody listens: the connection met itself");
}

function closeQuietly(resource: Disposable): void {
  try {
    resource[Symbol.dispose]();
  } catch {
    // It was closed already: by the peer, or by the step that failed.
  }
}

// The table of requests types each entry's body; the frame functions want the entry's parts.
function encodeAs<A extends Api>(api: A, version: number, clientId: string, body: RequestBody<A>) {
  return encodeRequest(api as unknown as Api<Type<unknown, RequestBody<A>>, unknown>, version, 0, clientId, body);
}

function decodeAs<A extends Api>(api: A, version: number, payload: Uint8Array): ResponseOf<A> {
  return decodeResponse(api as unknown as Api<unknown, Type<ResponseOf<A>>>, version, payload);
}
