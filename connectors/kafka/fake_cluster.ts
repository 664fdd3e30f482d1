/**
 * Brokers for tests, in this process: they keep sequence numbers as Apache Kafka does, and do on order what real ones do
 * only by bad luck: lose requests and answers, answer with an error, hand partitions over, die and come back.
 */
import { API, type Api, type ApiName, apiOfKey, type RequestOf, type ResponseBody } from "./protocol/api.ts";
import * as HEADER from "./protocol/batch_header.ts";
import { ERROR } from "./protocol/error_codes.ts";
import { decodeRequest, decodeRequestHeader, encodeResponse } from "./protocol/frames.ts";
import type { Type } from "./protocol/schema.ts";
import { crc32c } from "./records/crc32c.ts";
import { readInt64, writeInt64 } from "./records/int64.ts";

/** What happens to a request: `lose` it, do it and lose the answer (`mute`), or answer each partition with an error. */
export type Fault = "lose" | "mute" | { readonly error: number };

interface Stored {
  readonly base: number;
  readonly next: number;
  readonly bytes: Uint8Array;
}

class Partition {
  leader: number;
  start = 0;
  next = 0;
  /** Offset of the first open transaction's first record; undefined: none. */
  lastStable: number | undefined;
  aborted: { producerId: number; firstOffset: number }[] = [];
  batches: Stored[] = [];
  /** Producer → its batches, first sequence number and base offset. */
  readonly sequences = new Map<string, { sequence: number; count: number; base: number }[]>();

  constructor(leader: number) {
    this.leader = leader;
  }

  /** Stores a batch at the end, or where its header says (`keep`), as compaction leaves it. */
  append(batch: Uint8Array, keep = false): number {
    const bytes = batch.slice();
    const view = new DataView(bytes.buffer);
    if (keep) this.next = readInt64(view, HEADER.BASE_OFFSET);
    else writeInt64(view, HEADER.BASE_OFFSET, this.next);
    const base = this.next;
    this.next += view.getInt32(HEADER.LAST_OFFSET_DELTA) + 1;
    this.batches.push({ base, next: this.next, bytes });
    return base;
  }

  produce(batch: Uint8Array): { errorCode: number; baseOffset: number } {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    if (view.getUint32(HEADER.CRC) !== crc32c(batch, HEADER.ATTRIBUTES, batch.length)) {
      return { errorCode: ERROR.CORRUPT_MESSAGE, baseOffset: -1 };
    }
    const producer = `${readInt64(view, HEADER.PRODUCER_ID)}/${view.getInt16(HEADER.PRODUCER_EPOCH)}`;
    const sequence = view.getInt32(HEADER.BASE_SEQUENCE);
    if (sequence < 0) return { errorCode: 0, baseOffset: this.append(batch) };
    const known = this.sequences.get(producer) ?? [];
    const repeated = known.slice(-5).find((one) => one.sequence === sequence);
    if (repeated) return { errorCode: 0, baseOffset: repeated.base };
    const last = known.at(-1);
    const expected = last ? last.sequence + last.count : 0;
    if (sequence !== expected) return { errorCode: ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER, baseOffset: -1 };
    const base = this.append(batch);
    known.push({ sequence, count: view.getInt32(HEADER.RECORD_COUNT), base });
    this.sequences.set(producer, known);
    return { errorCode: 0, baseOffset: base };
  }
}

export class FakeCluster implements AsyncDisposable {
  readonly topics = new Map<string, Partition[]>();
  readonly brokers: FakeBroker[] = [];
  /** Asked for each request; answers what shall go wrong with it. */
  fault: (broker: number, api: ApiName, request: unknown) => Fault | undefined = () => undefined;
  maxMessageBytes = Infinity;
  #nextProducerId = 1000;
  #changed = Promise.withResolvers<void>();

  constructor(brokers = 1) {
    for (let id = 1; id <= brokers; id++) this.brokers.push(new FakeBroker(this, id));
  }

  get bootstrap(): string[] {
    return this.brokers.map(({ port }) => `127.0.0.1:${port}`);
  }

  /** One leader per partition. */
  create(topic: string, leaders: readonly number[]): void {
    this.topics.set(topic, leaders.map((leader) => new Partition(leader)));
  }

  /** One more partition. */
  grow(topic: string, leader: number): void {
    this.topics.get(topic)?.push(new Partition(leader));
  }

  partition(topic: string, partition: number): Partition {
    const found = this.topics.get(topic)?.[partition];
    if (!found) throw new Error(`no ${topic}/${partition}`);
    return found;
  }

  append(topic: string, partition: number, batch: Uint8Array, keep = false): void {
    this.partition(topic, partition).append(batch, keep);
    this.changed();
  }

  /** Wakes fetches that wait for data. */
  changed(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  nextProducerId(): number {
    return this.#nextProducerId++;
  }

  /** Resolves at the next change, or after some milliseconds. */
  async wait(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([this.#changed.promise, new Promise<void>((done) => timer = setTimeout(done, milliseconds))]);
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.changed();
    await Promise.all(this.brokers.map((broker) => broker.stop()));
  }
}

export class FakeBroker {
  readonly id: number;
  port = 0;
  readonly #cluster: FakeCluster;
  #listener: Deno.TcpListener | undefined;
  readonly #sockets = new Set<Deno.TcpConn>();
  readonly #tasks = new Set<Promise<void>>();

  constructor(cluster: FakeCluster, id: number) {
    this.#cluster = cluster;
    this.id = id;
    this.start();
  }

  start(): void {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: this.port });
    this.port = this.#listener.addr.port;
    this.#track(this.#accept(this.#listener));
  }

  async stop(): Promise<void> {
    this.#listener?.close();
    this.#listener = undefined;
    this.disconnect();
    this.#cluster.changed();
    await Promise.allSettled(this.#tasks);
  }

  disconnect(): void {
    for (const socket of this.#sockets) close(socket);
    this.#sockets.clear();
  }

  #track(task: Promise<void>): void {
    const tracked = task.catch(() => {}).finally(() => this.#tasks.delete(tracked));
    this.#tasks.add(tracked);
  }

  async #accept(listener: Deno.TcpListener): Promise<void> {
    for await (const socket of listener) {
      this.#sockets.add(socket);
      this.#track(
        this.#serve(socket).finally(() => {
          this.#sockets.delete(socket);
          close(socket);
        }),
      );
    }
  }

  async #serve(socket: Deno.TcpConn): Promise<void> {
    const fill = async (bytes: Uint8Array) => {
      for (let at = 0; at < bytes.length;) {
        const count = await socket.read(bytes.subarray(at));
        if (count === null) throw new Error("closed");
        at += count;
      }
      return bytes;
    };
    for (;;) {
      const length = new DataView((await fill(new Uint8Array(4))).buffer).getInt32(0);
      const payload = await fill(new Uint8Array(length));
      const header = decodeRequestHeader(payload);
      const api = apiOfKey(header.apiKey);
      if (!api) throw new Error(`unknown request ${header.apiKey}`);
      const request: unknown = decodeRequest(api as Api<Type<unknown>>, header, payload);
      const fault = this.#cluster.fault(this.id, api.name as ApiName, request);
      if (fault === "lose") return;
      const error = typeof fault === "object" ? fault.error : 0;
      const answer = await this.#answer(api.name as ApiName, request, error);
      if (fault === "mute") return;
      if (answer === undefined) continue;
      const frame = encodeResponse(
        api as unknown as Api<unknown, Type<unknown>>,
        header.version,
        header.correlationId,
        answer,
      );
      for (let at = 0; at < frame.length;) at += await socket.write(frame.subarray(at));
    }
  }

  async #answer(name: ApiName, request: unknown, error: number): Promise<unknown> {
    switch (name) {
      case "ApiVersions":
        return {
          errorCode: 0,
          apiKeys: SPOKEN.map((api) => ({ apiKey: api.key, minVersion: api.min, maxVersion: api.max })),
        } satisfies ResponseBody<typeof API.ApiVersions>;
      case "Metadata":
        return this.#metadata(request as RequestOf<typeof API.Metadata>);
      case "InitProducerId":
        return { errorCode: error, producerId: this.#cluster.nextProducerId(), producerEpoch: 0 };
      case "ListOffsets":
        return this.#listOffsets(request as RequestOf<typeof API.ListOffsets>);
      case "Produce":
        return this.#produce(request as RequestOf<typeof API.Produce>, error);
      case "Fetch":
        return await this.#fetch(request as RequestOf<typeof API.Fetch>, error);
      default:
        throw new Error(`the fake cluster does not answer ${name}`);
    }
  }

  #metadata({ topics }: RequestOf<typeof API.Metadata>): ResponseBody<typeof API.Metadata> {
    const names = topics?.map((topic) => topic.name ?? "") ?? [...this.#cluster.topics.keys()];
    return {
      clusterId: "fake",
      controllerId: 1,
      brokers: this.#cluster.brokers.map(({ id, port }) => ({ nodeId: id, host: "127.0.0.1", port })),
      topics: names.map((name) => {
        const partitions = this.#cluster.topics.get(name);
        return {
          name,
          errorCode: partitions ? 0 : ERROR.UNKNOWN_TOPIC_OR_PARTITION,
          partitions: (partitions ?? []).map(({ leader }, partition) => ({
            errorCode: 0,
            partition,
            leaderId: leader,
            replicaNodes: [leader],
            isrNodes: [leader],
          })),
        };
      }),
    };
  }

  #listOffsets({ topics }: RequestOf<typeof API.ListOffsets>): ResponseBody<typeof API.ListOffsets> {
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partition, timestamp }) => {
          const { leader, start, next } = this.#cluster.partition(name, partition);
          return leader === this.id
            ? { partition, errorCode: 0, offset: timestamp === -2 ? start : next }
            : { partition, errorCode: ERROR.NOT_LEADER_OR_FOLLOWER };
        }),
      })),
    };
  }

  #produce(
    { acks, topics }: RequestOf<typeof API.Produce>,
    error: number,
  ): ResponseBody<typeof API.Produce> | undefined {
    const response = {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partition, records }) => {
          const log = this.#cluster.partition(name, partition);
          const refused = error !== 0
            ? error
            : log.leader !== this.id
            ? ERROR.NOT_LEADER_OR_FOLLOWER
            : (records?.length ?? 0) > this.#cluster.maxMessageBytes
            ? ERROR.MESSAGE_TOO_LARGE
            : 0;
          if (refused !== 0 || !records) return { partition, errorCode: refused, baseOffset: -1 };
          return { partition, ...log.produce(records) };
        }),
      })),
    };
    this.#cluster.changed();
    return acks === 0 ? undefined : response;
  }

  async #fetch(request: RequestOf<typeof API.Fetch>, error: number): Promise<ResponseBody<typeof API.Fetch>> {
    const deadline = Date.now() + request.maxWaitMs;
    for (;;) {
      let something = false;
      const topics = request.topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map((asked) => {
          const answer = this.#fetchOne(name, asked, request.isolationLevel === 1, error);
          if (answer.errorCode !== 0 || answer.records.length > 0) something = true;
          return answer;
        }),
      }));
      const left = deadline - Date.now();
      if (something || left <= 0 || !this.#listener) return { topics };
      await this.#cluster.wait(left);
    }
  }

  #fetchOne(
    topic: string,
    asked: RequestOf<typeof API.Fetch>["topics"][number]["partitions"][number],
    committed: boolean,
    error: number,
  ) {
    const { partition, fetchOffset } = asked;
    const log = this.#cluster.partition(topic, partition);
    const stable = log.lastStable ?? log.next;
    const outside = fetchOffset < log.start || fetchOffset > log.next;
    const errorCode = error !== 0
      ? error
      : log.leader !== this.id
      ? ERROR.NOT_LEADER_OR_FOLLOWER
      : outside
      ? ERROR.OFFSET_OUT_OF_RANGE
      : 0;
    const records: Uint8Array[] = [];
    let size = 0;
    if (errorCode === 0) {
      for (const batch of log.batches) {
        if (batch.next <= fetchOffset || (committed && batch.base >= stable)) continue;
        if (records.length > 0 && size + batch.bytes.length > asked.partitionMaxBytes) break;
        records.push(batch.bytes);
        size += batch.bytes.length;
      }
    }
    return {
      partition,
      errorCode,
      highWatermark: log.next,
      lastStableOffset: stable,
      logStartOffset: log.start,
      abortedTransactions: committed ? log.aborted : null,
      records,
    };
  }
}

const SPOKEN = [API.ApiVersions, API.Metadata, API.InitProducerId, API.ListOffsets, API.Produce, API.Fetch];

function close(socket: Deno.TcpConn): void {
  try {
    socket.close();
  } catch {
    // The other side was faster.
  }
}
