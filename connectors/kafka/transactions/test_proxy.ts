/**
 * A network that fails on order, between a client and real or embedded brokers: it reads every frame, rewrites the addresses
 * that brokers advertise to its own, and loses, mutes or delays the requests that rules name.
 */
import { API, type Api, type ApiName, apiOfKey } from "../protocol/api.ts";
import { ERROR } from "../protocol/error_codes.ts";
import { decodeRequest, decodeRequestHeader, decodeResponse, encodeResponse } from "../protocol/frames.ts";
import type { Type } from "../protocol/schema.ts";

/**
 * - `lose`: the request never arrives, and the connection is cut;
 * - `mute`: it is carried out, and the connection is cut instead of the answer;
 * - `hold`: as `lose`, but it arrives when {@link TestProxy.release} is called;
 * - `error`: the broker does not see it, and seems to answer with this code.
 */
export type Fault = "lose" | "mute" | "hold" | { readonly error: number };

interface Rule {
  readonly api: ApiName;
  readonly fault: Fault;
  /** Requests of this kind that pass before it strikes, once. */
  skip: number;
}

interface Pending {
  readonly api: Api;
  readonly version: number;
  readonly mute: boolean;
}

interface Held {
  readonly port: number;
  readonly frame: Uint8Array;
}

export class TestProxy implements AsyncDisposable {
  /** Highest version of requests that clients are told of. */
  readonly maxVersions: Partial<Record<ApiName, number>>;
  /** The version of the last request of each kind. */
  readonly versions: Partial<Record<ApiName, number>> = {};
  /** Faults that struck. */
  struck = 0;
  readonly #rules: Rule[] = [];
  #refusing = 0;
  readonly #held: Held[] = [];
  /** Broker's port → ours. */
  readonly #ports = new Map<number, number>();
  readonly #listeners: Deno.TcpListener[] = [];
  readonly #sockets = new Set<Deno.TcpConn>();
  readonly #tasks = new Set<Promise<void>>();
  readonly #bootstrap: readonly string[];

  /** `bootstrap`: brokers on this computer, in plaintext. */
  constructor(bootstrap: string, maxVersions: Partial<Record<ApiName, number>> = {}) {
    this.maxVersions = maxVersions;
    this.#bootstrap = bootstrap.split(",").map((address) =>
      `127.0.0.1:${this.#portFor(Number(address.split(":")[1]))}`
    );
  }

  get bootstrap(): string[] {
    return [...this.#bootstrap];
  }

  /** Has a fault strike the next request of a kind, or one after it. */
  plan(fault: Fault, api: ApiName, skip = 0): void {
    this.#rules.push({ api, fault, skip });
  }

  /** Cuts every connection, and as many new ones as `refused` as soon as they come. */
  cut(refused = 0): void {
    this.#refusing = refused;
    for (const socket of this.#sockets) close(socket);
  }

  /** Takes back the faults that have not struck. */
  forget(): void {
    this.#rules.length = 0;
  }

  /** Sends what was held to its broker now, and resolves when the broker has answered. */
  async release(): Promise<void> {
    for (const { port, frame } of this.#held.splice(0)) {
      using late = await Deno.connect({ hostname: "127.0.0.1", port });
      await writeAll(late, frame);
      await frames(late).next();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const listener of this.#listeners) listener.close();
    for (const socket of this.#sockets) close(socket);
    await Promise.allSettled(this.#tasks);
  }

  #portFor(broker: number): number {
    const known = this.#ports.get(broker);
    if (known !== undefined) return known;
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#listeners.push(listener);
    this.#ports.set(broker, listener.addr.port);
    this.#track(this.#accept(listener, broker));
    return listener.addr.port;
  }

  #track(task: Promise<void>): void {
    const tracked = task.catch(() => {}).finally(() => this.#tasks.delete(tracked));
    this.#tasks.add(tracked);
  }

  async #accept(listener: Deno.TcpListener, port: number): Promise<void> {
    for await (const client of listener) {
      if (this.#refusing-- > 0) close(client);
      else this.#track(this.#serve(client, port));
    }
  }

  async #serve(client: Deno.TcpConn, port: number): Promise<void> {
    this.#sockets.add(client);
    let broker: Deno.TcpConn | undefined;
    try {
      broker = await Deno.connect({ hostname: "127.0.0.1", port });
      this.#sockets.add(broker);
      client.setNoDelay(true);
      broker.setNoDelay(true);
      const pending = new Map<number, Pending>();
      const cut = () => [client, broker].forEach((socket) => socket && close(socket));
      await Promise.all([
        this.#requests(client, broker, port, pending).catch(() => {}).finally(cut),
        this.#answers(broker, client, pending).catch(() => {}).finally(cut),
      ]);
    } finally {
      for (const socket of [client, broker]) {
        if (socket === undefined) continue;
        this.#sockets.delete(socket);
        close(socket);
      }
    }
  }

  /** Ends, and so cuts the connection, when a request is lost. */
  async #requests(client: Deno.TcpConn, broker: Deno.TcpConn, port: number, pending: Map<number, Pending>) {
    for await (const frame of frames(client)) {
      const { apiKey, version, correlationId } = decodeRequestHeader(frame.subarray(4));
      const api = apiOfKey(apiKey);
      if (api === undefined) throw new Error(`unknown request ${apiKey}`);
      this.versions[api.name as ApiName] = version;
      const fault = this.#strike(api.name as ApiName);
      if (fault === "hold") this.#held.push({ port, frame });
      if (fault === "lose" || fault === "hold") return;
      if (typeof fault === "object") {
        await writeAll(client, errorAnswer(api.name as ApiName, frame.subarray(4), fault.error));
        continue;
      }
      pending.set(correlationId, { api, version, mute: fault === "mute" });
      await writeAll(broker, frame);
    }
  }

  /** Ends, and so cuts the connection, when an answer is muted. */
  async #answers(broker: Deno.TcpConn, client: Deno.TcpConn, pending: Map<number, Pending>) {
    for await (const frame of frames(broker)) {
      const correlationId = new DataView(frame.buffer).getInt32(4);
      const about = pending.get(correlationId);
      pending.delete(correlationId);
      if (about?.mute) return;
      await writeAll(client, about === undefined ? frame : this.#rewritten(about, correlationId, frame));
    }
  }

  #strike(name: ApiName): Fault | undefined {
    for (const [at, rule] of this.#rules.entries()) {
      if (rule.api !== name || rule.skip-- > 0) continue;
      this.#rules.splice(at, 1);
      this.struck++;
      return rule.fault;
    }
    return undefined;
  }

  /** The answer with our ports for those of brokers, and no versions above {@link maxVersions}. */
  #rewritten({ api, version }: Pending, correlationId: number, frame: Uint8Array): Uint8Array {
    const payload = frame.subarray(4);
    switch (api) {
      case API.Metadata: {
        const body = decodeResponse(API.Metadata, version, payload);
        for (const broker of body.brokers) broker.port = this.#portFor(broker.port);
        return encodeResponse(API.Metadata, version, correlationId, body);
      }
      case API.FindCoordinator: {
        const body = decodeResponse(API.FindCoordinator, version, payload);
        if (body.port > 0) body.port = this.#portFor(body.port);
        for (const found of body.coordinators) if (found.port > 0) found.port = this.#portFor(found.port);
        return encodeResponse(API.FindCoordinator, version, correlationId, body);
      }
      case API.ApiVersions: {
        const body = decodeResponse(API.ApiVersions, version, payload);
        for (const range of body.apiKeys) {
          const max = this.maxVersions[apiOfKey(range.apiKey)?.name as ApiName];
          if (max !== undefined) range.maxVersion = Math.min(range.maxVersion, max);
        }
        return encodeResponse(api as Api<unknown, Type<unknown>>, version, correlationId, body);
      }
      default:
        return frame;
    }
  }
}

/** The answer of a broker that refuses the whole request. */
function errorAnswer(name: ApiName, payload: Uint8Array, errorCode: number): Uint8Array {
  const header = decodeRequestHeader(payload);
  const { version, correlationId } = header;
  switch (name) {
    case "InitProducerId": {
      const body = { errorCode, producerId: -1, producerEpoch: -1 };
      return encodeResponse(API.InitProducerId, version, correlationId, body);
    }
    case "AddPartitionsToTxn": {
      const { topics } = decodeRequest(API.AddPartitionsToTxn, header, payload);
      // Topics beside one that may not be written to are not at fault: here it is the last one.
      const others = errorCode === ERROR.TOPIC_AUTHORIZATION_FAILED ? ERROR.OPERATION_NOT_ATTEMPTED : errorCode;
      const refused = topics.map(({ name, partitions }, index) => ({
        name,
        partitions: partitions.map((partition) => ({
          partition,
          errorCode: index === topics.length - 1 ? errorCode : others,
        })),
      }));
      return encodeResponse(API.AddPartitionsToTxn, version, correlationId, { topics: refused });
    }
    case "AddOffsetsToTxn":
      return encodeResponse(API.AddOffsetsToTxn, version, correlationId, { errorCode });
    case "TxnOffsetCommit": {
      const { topics } = decodeRequest(API.TxnOffsetCommit, header, payload);
      const refused = topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partition }) => ({ partition, errorCode })),
      }));
      return encodeResponse(API.TxnOffsetCommit, version, correlationId, { topics: refused });
    }
    case "EndTxn":
      return encodeResponse(API.EndTxn, version, correlationId, { errorCode });
    case "Produce": {
      const { topics } = decodeRequest(API.Produce, header, payload);
      const refused = topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partition }) => ({ partition, errorCode, baseOffset: -1 })),
      }));
      return encodeResponse(API.Produce, version, correlationId, { topics: refused });
    }
    default:
      throw new Error(`no error answer to ${name} is known`);
  }
}

/** Whole frames, each with its length; ends when the connection does. */
async function* frames(socket: Deno.TcpConn): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (;;) {
    const head = await readExactly(socket, new Uint8Array(4), 0);
    if (head === undefined) return;
    const frame = new Uint8Array(4 + new DataView(head.buffer).getInt32(0));
    frame.set(head);
    const whole = await readExactly(socket, frame, 4);
    if (whole === undefined) return;
    yield whole;
  }
}

async function readExactly(socket: Deno.TcpConn, into: Uint8Array<ArrayBuffer>, from: number) {
  for (let at = from; at < into.length;) {
    const count = await socket.read(into.subarray(at));
    if (count === null) return undefined;
    at += count;
  }
  return into;
}

async function writeAll(socket: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await socket.write(bytes.subarray(at));
}

function close(socket: Deno.TcpConn): void {
  try {
    socket.close();
  } catch {
    // The other side was faster.
  }
}
