/** Reads partitions of one topic, for as long as it takes. */
import { ConnectorError } from "../../schema/errors.ts";
import type { ConnectionState, PartitionProgress, Positions, SourceEvent } from "../connector.ts";
import { BufferPool } from "./buffer_pool.ts";
import type { KafkaCluster } from "./cluster.ts";
import type { Connection } from "./connection.ts";
import { brokerError } from "./errors.ts";
import { FetchPartition, positionAfter } from "./fetch_partition.ts";
import { Health } from "./health.ts";
import { Leaders } from "./leaders.ts";
import { listOffsets, STALE_LEADER } from "./offsets.ts";
import { API, type ResponseOf } from "./protocol/api.ts";
import { ERROR } from "./protocol/error_codes.ts";
import { decodeResponse } from "./protocol/frames.ts";
import type { AbortedTransaction } from "./records/batch_reader.ts";
import { Backoff, isRetryable, pause } from "./retry.ts";

export interface FetcherOptions {
  readonly topic: string;
  /** The partitions to read, and where each begins. */
  readonly positions: Positions;
  /** Makes reading bounded: partition → offset before which it ends. Every partition needs one. */
  readonly until?: Positions | undefined;
  /** Records of open and aborted transactions are not delivered. */
  readonly readCommitted?: boolean;
  readonly keys?: boolean;
  readonly headers?: boolean;
  /** Default true. */
  readonly checkCrcs?: boolean;
  /** What to do when a position no longer exists. Default `fail`. */
  readonly outOfRange?: "fail" | "earliest" | "latest";
  /** How long a broker may wait for {@link minBytes}. Default 500 ms. */
  readonly maxWaitMs?: number;
  /** Default 1: answered as soon as there is anything. */
  readonly minBytes?: number;
  /** Of one answer. Default 16 MB. */
  readonly maxBytes?: number;
  /** Of one partition in an answer; a larger batch still comes whole. Default 4 MB: small answers cost more per record. */
  readonly partitionMaxBytes?: number;
  /** How often to look for new partitions, read from their beginning; Infinity: never. Default a minute. */
  readonly newPartitionsMs?: number;
  readonly onState?: ((state: ConnectionState) => void) | undefined;
}

/** One partition's share of an answer that waits to be delivered. */
interface Fetched {
  readonly partition: FetchPartition;
  readonly records: Uint8Array<ArrayBuffer>;
  readonly from: number;
  readonly aborted: readonly AbortedTransaction[] | undefined;
}

/** An answer: its buffer goes back when every share is delivered. */
interface Answer {
  readonly shares: readonly Fetched[];
  delivered(): void;
}

type FetchedPartitionAnswer = ResponseOf<typeof API.Fetch>["topics"][number]["partitions"][number];

const EMPTY = new Uint8Array(0);

/**
 * One loop per leader keeps one request in flight and sends the next before the answer is worked on; it holds at most one
 * answer beside the one being delivered. A leader that fails is asked again for ever, with back-off. Whatever happens,
 * a partition is in at most one request, and its answers are delivered in the order they came: no record twice, none left out.
 */
export class Fetcher implements AsyncDisposable {
  readonly #cluster: KafkaCluster;
  readonly #options: FetcherOptions;
  readonly #partitions = new Map<number, FetchPartition>();
  readonly #health: Health;
  readonly #leaders: Leaders;
  readonly #stop = new AbortController();
  readonly #loops = new Map<number, Promise<void>>();
  /** Loops without a partition to ask for wait here. */
  readonly #idle = new Map<number, () => void>();
  readonly #answers: Answer[] = [];
  /** Loops that wait until an answer is delivered, to be let go when reading stops. */
  readonly #undelivered = new Set<() => void>();
  readonly #ended: number[] = [];
  #starting: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  /** An answer has come since the last event. */
  #news = false;
  #turn = 0;
  /** Of the topic that is read, once the brokers have said. */
  #topicId: string | undefined;
  #failure: unknown;
  #lost = 0;

  constructor(cluster: KafkaCluster, options: FetcherOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#health = new Health(options.onState);
    const partitions = () => this.#partitions.values();
    this.#leaders = new Leaders(cluster, options.topic, partitions, this.#health, this.#stop.signal, (metadata) => {
      this.#refuseReplaced(metadata?.id);
      for (const { leader } of this.#partitions.values()) if (leader >= 0) this.#lead(leader);
    });
    for (const [partition, position] of options.positions) this.#add(partition, position);
  }

  /** Records that no longer existed and were skipped. */
  get lost(): number {
    return this.#lost;
  }

  get state(): ConnectionState {
    return this.#health.state;
  }

  /** `end` is the high watermark, or under read_committed the last stable offset. */
  progress(): PartitionProgress[] {
    return [...this.#partitions.values()].map((one) => ({
      partition: one.partition,
      position: one.position,
      end: this.#endOf(one),
      timestamp: one.timestamp,
      ...(one.logStart !== undefined && one.logStart >= 0 && { first: one.logStart }),
      ...this.#heldOf(one),
    }));
  }

  /**
   * Records as they come; `idle` whenever everything the brokers had is delivered (at least once per `maxWaitMs`); `end`
   * for each partition of a bounded read. Called once. Throws what cannot be mended by trying again.
   */
  async *read(signal?: AbortSignal): AsyncGenerator<SourceEvent, void, undefined> {
    const abort = () => this.#fail(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      if (signal?.aborted) return;
      for (const one of this.#partitions.values()) this.#finish(one);
      this.#starting = this.#refresh();
      this.#pollPartitions().catch(() => {}); // it ends by the stop signal
      while (!signal?.aborted) {
        for (let ended = this.#ended.shift(); ended !== undefined; ended = this.#ended.shift()) {
          yield { kind: "end", partition: ended };
        }
        const answer = this.#answers.shift();
        if (answer) {
          for (const share of answer.shares) yield* this.#deliver(share);
          answer.delivered();
          this.#news = true;
          continue;
        }
        if (this.#ended.length > 0) continue;
        if (this.#failure !== undefined) throw this.#failure;
        const open = [...this.#partitions.values()].filter((one) => !one.ended);
        if (open.length === 0 && this.#options.until) return;
        if (this.#news) {
          this.#news = false;
          if (open.every((one) => one.caughtUp)) {
            yield { kind: "idle" };
            continue;
          }
        }
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#wake = resolve;
        await promise;
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      await this[Symbol.asyncDispose]();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#halt(new ConnectorError("Reading was stopped", { code: "closed" }));
    await Promise.allSettled([...this.#loops.values(), this.#starting]);
  }

  *#deliver({ partition, records, from, aborted }: Fetched): Generator<SourceEvent, void, undefined> {
    const { reader } = partition;
    reader.load({
      bytes: new Uint8Array(records.buffer),
      start: records.byteOffset,
      end: records.byteOffset + records.byteLength,
      from,
      until: partition.until,
      ...(aborted && { aborted }),
    });
    for (let chunk = reader.next(); chunk; chunk = reader.next()) {
      partition.position = chunk.next;
      if (reader.lastTimestamp >= 0) partition.timestamp = reader.lastTimestamp;
      yield { kind: "records", records: chunk };
    }
    if (reader.position > partition.position) partition.position = reader.position;
    this.#finish(partition);
  }

  /** Notes that a partition has been delivered to its end. */
  #finish(partition: FetchPartition): void {
    if (partition.ended || partition.position < partition.until) return;
    partition.ended = true;
    this.#ended.push(partition.partition);
  }

  #add(partition: number, position: number): void {
    const { topic, until, partitionMaxBytes, keys, headers, checkCrcs } = this.#options;
    const end = until === undefined ? Infinity : until.get(partition) ?? position;
    this.#partitions.set(
      partition,
      new FetchPartition(topic, partition, position, end, partitionMaxBytes ?? 4 << 20, {
        keys: keys ?? false,
        headers: headers ?? false,
        checkCrcs: checkCrcs ?? true,
      }),
    );
  }

  #endOf(partition: FetchPartition): number | undefined {
    return this.#options.readCommitted ? partition.lastStableOffset : partition.highWatermark;
  }

  /** Under read_committed: what lies between the last stable offset and the high watermark. */
  #heldOf({ highWatermark, lastStableOffset }: FetchPartition): { readonly held?: number } {
    if (!this.#options.readCommitted || highWatermark === undefined || lastStableOffset === undefined) return {};
    return { held: highWatermark - lastStableOffset };
  }

  #signalNews(): void {
    this.#news = true;
    this.#wake?.();
    this.#wake = undefined;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#halt(error);
    this.#wake?.();
  }

  #halt(reason: unknown): void {
    this.#stop.abort(reason);
    for (const wake of this.#idle.values()) wake();
    for (const go of this.#undelivered) go();
  }

  // ---- who leads what

  /** Looks up the leaders until every partition has one, and sees that each is read from. */
  async #refresh(): Promise<void> {
    try {
      await this.#leaders.refresh();
    } catch (error) {
      this.#fail(error);
      return;
    }
    const leaderless = [...this.#partitions.values()].some(({ leader, needed }) => leader < 0 && needed);
    if (leaderless) queueMicrotask(() => this.#refresh()); // it lost its leader just now
  }

  /** Positions of a topic mean nothing in another one of its name. */
  #refuseReplaced(id: string | undefined): void {
    const { topic, outOfRange = "fail" } = this.#options;
    this.#topicId ??= id;
    if (id === undefined || id === this.#topicId || outOfRange !== "fail") return;
    throw new ConnectorError(
      `The topic "${topic}" was deleted and made anew: what was read is not of the one that is there`,
      {
        code: "replaced_topic",
        hint: "Start the query again. A pipeline that goes on from a checkpoint of the old topic needs --reset-state.",
      },
    );
  }

  async #pollPartitions(): Promise<void> {
    const { topic, until, newPartitionsMs = 60_000 } = this.#options;
    if (until || newPartitionsMs === Infinity) return;
    const { signal } = this.#stop;
    for (;;) {
      // At once when reading begins: a checkpoint may be older than a partition.
      const metadata = await this.#cluster.refresh(topic, signal).catch(() => undefined);
      const fresh = metadata?.partitions.filter(({ partition }) => !this.#partitions.has(partition)) ?? [];
      if (fresh.length > 0) await this.#readFresh(fresh.map(({ partition }) => partition));
      await pause(newPartitionsMs, signal);
    }
  }

  /** A failure is no harm: the next look-up finds them again. */
  async #readFresh(partitions: readonly number[]): Promise<void> {
    const { signal } = this.#stop;
    const begin = await listOffsets(this.#cluster, this.#options.topic, partitions, "earliest", { signal })
      .catch(() => new Map<number, number>());
    for (const [partition, offset] of begin) this.#add(partition, offset);
    if (begin.size > 0) await this.#refresh();
  }

  #lead(node: number): void {
    if (!this.#loops.has(node)) {
      const loop = this.#serve(node)
        .catch((error: unknown) => {
          if (!this.#stop.signal.aborted) this.#fail(error);
        });
      this.#loops.set(node, loop);
    }
    this.#idle.get(node)?.();
  }

  // ---- one leader

  async #serve(node: number): Promise<void> {
    const { signal } = this.#stop;
    const buffers = new BufferPool();
    const backoff = new Backoff(50, 2000);
    while (!signal.aborted) {
      if (!this.#leads(node)) {
        this.#health.forget(node);
        await this.#untilLed(node);
        continue;
      }
      let connection: Connection | undefined;
      const close = () => void connection?.close();
      signal.addEventListener("abort", close, { once: true });
      try {
        connection = await this.#cluster.open(node, signal, buffers);
        await this.#exchange(node, connection, backoff);
      } catch (error) {
        if (signal.aborted) return;
        if (!isRetryable(error)) throw error;
        this.#health.failed(node, error);
        await backoff.pause(signal);
        await this.#refresh();
      } finally {
        signal.removeEventListener("abort", close);
        await connection?.close();
      }
    }
  }

  #leads(node: number): boolean {
    for (const one of this.#partitions.values()) if (one.leader === node && one.needed && !one.asked) return true;
    return false;
  }

  async #untilLed(node: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle.set(node, resolve);
    await promise;
    this.#idle.delete(node);
  }

  /** Asks and accepts until nothing is led here any more, or the connection fails. */
  async #exchange(node: number, connection: Connection, backoff: Backoff): Promise<void> {
    const version = connection.version(API.Fetch);
    let before = Promise.resolve();
    let asked = this.#ask(node, connection, version);
    while (asked) {
      const { partitions, payload } = asked;
      let bytes: Uint8Array<ArrayBuffer>;
      try {
        bytes = await payload;
      } finally {
        for (const one of partitions) {
          one.asked = false;
          if (one.leader !== node) this.#idle.get(one.leader)?.();
        }
      }
      const response = decodeResponse(API.Fetch, version, bytes);
      if (response.errorCode !== 0) {
        throw brokerError(response.errorCode, `Cannot fetch from the topic "${this.#options.topic}"`);
      }
      await before;
      const { shares, trouble } = this.#accept(partitions, response);
      if (!trouble) {
        backoff.reset();
        this.#health.connected(node);
      }
      if (response.throttleTimeMs > 0) await pause(response.throttleTimeMs, this.#stop.signal);
      if (trouble) await this.#mend(trouble, node, backoff);
      if (Date.now() > connection.expires) asked = undefined;
      else asked = this.#ask(node, connection, version);
      const { promise, resolve } = Promise.withResolvers<void>();
      before = promise;
      this.#undelivered.add(resolve);
      const delivered = () => {
        this.#undelivered.delete(resolve);
        connection.recycle(bytes);
        resolve();
      };
      if (shares.length > 0) this.#answers.push({ shares, delivered });
      else delivered();
      this.#signalNews();
    }
  }

  #ask(node: number, connection: Connection, version: number) {
    const { topic, maxWaitMs = 500, minBytes = 1, maxBytes = 16 << 20, readCommitted = false } = this.#options;
    const partitions = [...this.#partitions.values()].filter((one) => one.leader === node && one.needed && !one.asked);
    if (partitions.length === 0) return undefined;
    // The first ones in a request fill an answer first: begin with another one each time.
    partitions.push(...partitions.splice(0, this.#turn++ % partitions.length));
    for (const one of partitions) one.asked = true;
    const payload = connection.requestRaw(API.Fetch, version, {
      maxWaitMs,
      minBytes,
      maxBytes,
      isolationLevel: readCommitted ? 1 : 0,
      topics: [{
        name: topic,
        partitions: partitions.map((one) => ({
          partition: one.partition,
          currentLeaderEpoch: one.leaderEpoch,
          fetchOffset: one.fetchPosition,
          partitionMaxBytes: one.maxBytes,
        })),
      }],
    }, { timeoutMs: maxWaitMs + (this.#cluster.config.requestTimeoutMs ?? 30_000) });
    payload.catch(() => {}); // awaited later
    return { partitions, payload };
  }

  /** Moves the fetch positions on and answers what is to be delivered, and which partitions had an error. */
  #accept(asked: readonly FetchPartition[], response: ResponseOf<typeof API.Fetch>) {
    const shares: Fetched[] = [];
    const trouble: { readonly partition: FetchPartition; readonly answer: FetchedPartitionAnswer }[] = [];
    const answers = response.topics.flatMap((topic) => topic.partitions);
    const empty = response.throttleTimeMs === 0 && answers.every(({ records }) => !records?.length);
    for (const answer of answers) {
      const partition = asked.find((one) => one.partition === answer.partition);
      if (!partition) continue;
      if (answer.errorCode !== 0) {
        trouble.push({ partition, answer });
        continue;
      }
      partition.highWatermark = answer.highWatermark;
      partition.lastStableOffset = answer.lastStableOffset < 0 ? answer.highWatermark : answer.lastStableOffset;
      partition.logStart = answer.logStartOffset;
      const records = (answer.records ?? EMPTY) as Uint8Array<ArrayBuffer>;
      const from = partition.fetchPosition;
      const bytes = new Uint8Array(records.buffer);
      const after = positionAfter(bytes, records.byteOffset, records.byteOffset + records.byteLength, from);
      if (after > from) {
        partition.fetchPosition = after;
        partition.emptyAnswers = 0;
        shares.push({ partition, records, from, aborted: answer.abortedTransactions ?? undefined });
      } else if (records.length > 0) {
        partition.maxBytes = Math.min(partition.maxBytes * 2, 1 << 30);
      } else if (empty) {
        partition.emptyAnswers++;
        this.#passGap(partition);
      }
      const end = this.#endOf(partition) ?? Infinity;
      partition.caughtUp = partition.fetchPosition >= end || partition.emptyAnswers > 1;
    }
    return { shares, trouble: trouble.length > 0 ? trouble : undefined };
  }

  /**
   * Ends a bounded partition whose last offsets hold nothing: the broker says twice that there is no batch from here on
   * although the partition reaches beyond the end.
   */
  #passGap(partition: FetchPartition): void {
    if (partition.emptyAnswers < 2 || (this.#endOf(partition) ?? 0) < partition.until) return;
    if (partition.position !== partition.fetchPosition) return;
    partition.position = partition.fetchPosition = partition.until;
    this.#finish(partition);
  }

  async #mend(
    trouble: readonly { readonly partition: FetchPartition; readonly answer: FetchedPartitionAnswer }[],
    node: number,
    backoff: Backoff,
  ): Promise<void> {
    let stale = false;
    for (const { partition, answer } of trouble) {
      if (answer.errorCode === ERROR.OFFSET_OUT_OF_RANGE) {
        await this.#outOfRange(partition);
        continue;
      }
      const error = brokerError(
        answer.errorCode,
        `Cannot read partition ${partition.partition} of the topic "${this.#options.topic}"`,
        { topic: this.#options.topic, right: "READ", user: this.#cluster.config.sasl?.username },
      );
      if (!STALE_LEADER.has(answer.errorCode) && !error.retryable) throw error;
      this.#health.failed(node, error);
      partition.leader = -1;
      stale = true;
    }
    if (!stale) return;
    // The other partitions of this leader go on; those without one come back when metadata knows theirs.
    const { signal } = this.#stop;
    backoff.pause(signal).then(() => this.#refresh()).then(() => this.#health.connected(node)).catch(() => {});
  }

  async #outOfRange(partition: FetchPartition): Promise<void> {
    const { topic, outOfRange = "fail", readCommitted = false } = this.#options;
    const { signal } = this.#stop;
    const number = partition.partition;
    const wanted = partition.fetchPosition;
    const [first, last] = await Promise.all((["earliest", "latest"] as const).map(async (at) => {
      const offsets = await listOffsets(this.#cluster, topic, [number], at, { readCommitted, signal });
      return offsets.get(number) ?? 0;
    }));
    if (first === undefined || last === undefined || (wanted >= first && wanted <= last)) return;
    if (outOfRange === "fail") {
      throw new ConnectorError(
        `Cannot read partition ${number} of the topic "${topic}" from offset ${wanted}: ` +
          `it has the offsets ${first} to ${last}`,
        {
          code: "out_of_range",
          hint: wanted < first
            ? "Records were removed before they were read. To go on without them set source.out_of_range = 'earliest'."
            : "The topic was recreated or truncated. To go on set source.out_of_range = 'earliest' or 'latest'.",
        },
      );
    }
    const next = outOfRange === "earliest" ? first : last;
    this.#lost += Math.max(0, next - wanted);
    partition.fetchPosition = next;
    // What was fetched before is delivered first: the position follows it, or jumps now if there is nothing left.
    if (partition.position === wanted) partition.position = next;
    this.#finish(partition);
  }
}
