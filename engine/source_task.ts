/** One table being read: events of its source to batches of its scan. */
import type {
  ConnectionState,
  PartitionProgress,
  Positions,
  Reading,
  Source,
  SourceEvent,
} from "../connectors/connector.ts";
import type { Batch } from "../schema/batch.ts";
import { InternalError } from "../schema/errors.ts";
import type { Decoder } from "../schema/formats/format.ts";
import type { Records } from "../schema/records.ts";
import type { PartitionFollower, Pressure, Receiver, Stateful } from "./operator.ts";
import type { SourceBatch } from "./source_batch.ts";
import type { BadRecords } from "./bad_records.ts";
import { setBatchTime } from "./batch_time.ts";
import type { SnapshotReader, SnapshotWriter } from "./state/snapshot.ts";
import type { TableSchemas } from "./registry/table_schemas.ts";
import type { Turn } from "./turn.ts";

export interface Decoding {
  readonly decoder: Decoder;
  readonly batch: SourceBatch;
  readonly bad: BadRecords;
  /** Where the schemas of messages come from, when they carry ids of them. */
  readonly schemas: TableSchemas | undefined;
}

export interface SourceParts {
  /** Name of the table. */
  readonly name: string;
  readonly source: Source;
  /** Absent for sources that deliver rows. */
  readonly decoding: Decoding | undefined;
  readonly next: Receiver;
  /** Learns about partitions; set when the pipeline follows event time. */
  readonly watermarks: readonly PartitionFollower[];
  readonly pressure: Pressure;
  readonly turn: Turn;
  /** Everything there is for now has been delivered. */
  onIdle(): void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** What `now()` is for rows that are handed on, in milliseconds since the epoch. */
  batchTime(): number;
}

export class SourceTask implements Stateful {
  readonly parts: SourceParts;
  rows = 0;
  bytes = 0;
  /** Raw records that were decoded, or could not be. */
  records = 0;
  /** Where reading began, or went on from a checkpoint. */
  began: Positions = new Map();
  #blocked = 0;
  /** It waits for whoever takes its rows. */
  #blockedSince: number | undefined;
  readonly #positions = new Map<number, number>();
  #restored = false;
  #ended = false;
  /** Set while a record has been handed on in part. */
  #inRecord: PromiseWithResolvers<void> | undefined;
  #held: Promise<void> | undefined;
  /** The partition whose records are being handed on. */
  #current: number | undefined;
  #paused: PromiseWithResolvers<void> | undefined;

  constructor(parts: SourceParts) {
    this.parts = parts;
  }

  /** How long it has waited for whoever takes its rows, in milliseconds. */
  get blocked(): number {
    const since = this.#blockedSince;
    return this.#blocked + (since === undefined ? 0 : this.parts.now() - since);
  }

  /** Next offset of every partition: everything before it has been handed to the sinks. */
  get positions(): Positions {
    return this.#positions;
  }

  /** Nothing more is handed on, once a record is whole, until `until` resolves. */
  hold(until: Promise<void>): void {
    this.#held = until;
  }

  /** Nothing more is read until {@link resume}, once a record is whole; a checkpoint may be taken meanwhile. */
  pause(): void {
    this.#paused ??= Promise.withResolvers<void>();
  }

  resume(): void {
    this.#paused?.resolve();
    this.#paused = undefined;
  }

  /** Undefined: all before {@link positions} has been handed on; else resolves when it may be so. */
  whole(): Promise<void> | undefined {
    return this.#inRecord?.promise;
  }

  snapshot(out: SnapshotWriter): void {
    out.array("ended", Uint8Array.of(this.#ended ? 1 : 0));
    out.array("partitions", Int32Array.from(this.#positions.keys()));
    out.array("offsets", Float64Array.from(this.#positions.values()));
  }

  restore(from: SnapshotReader): void {
    this.#restored = true;
    this.#ended = from.bytes("ended")[0] === 1;
    const offsets = from.float64("offsets");
    from.int32("partitions").forEach((partition, i) => this.#positions.set(partition, offsets[i] ?? 0));
  }

  stateSize(): number {
    return 0;
  }

  async open(signal: AbortSignal): Promise<void> {
    if (this.#ended) return;
    await this.parts.decoding?.schemas?.open(signal);
    const positions = await this.parts.source.open(this.#restored ? new Map(this.#positions) : undefined, signal);
    this.began = positions;
    for (const [partition, offset] of positions) this.#positions.set(partition, offset);
    for (const watermark of this.parts.watermarks) watermark.open(positions.keys());
  }

  /** Reads until the source ends or `signal` aborts; only its end is passed on. */
  async run(signal: AbortSignal): Promise<void> {
    if (this.#ended) return;
    try {
      for await (const event of this.parts.source.read(signal)) {
        await this.#whileHeld(signal);
        if (signal.aborted) return;
        await this.#handle(event, signal);
      }
    } finally {
      this.#setInRecord(false);
    }
    await this.#whileHeld(signal);
    if (signal.aborted) return;
    this.#ended = true;
    setBatchTime(this.parts.batchTime());
    this.parts.next.end();
  }

  /** By a checkpoint, or while it is paused. */
  async #whileHeld(signal: AbortSignal): Promise<void> {
    const holding = () => signal.aborted ? undefined : this.#held ?? this.#paused?.promise;
    for (let held = holding(); held !== undefined; held = holding()) {
      await unlessAborted(held, signal);
      if (this.#held === held) this.#held = undefined;
    }
  }

  async #handle(event: SourceEvent, signal: AbortSignal): Promise<void> {
    switch (event.kind) {
      case "records":
        await this.#decode(event.records, signal);
        return;
      case "rows":
        this.#process(event.batch);
        this.#positions.set(event.partition, event.next);
        await this.#breathe(signal);
        return;
      case "idle":
        this.parts.onIdle();
        return;
      case "end":
        for (const watermark of this.parts.watermarks) watermark.endPartition(event.partition);
        return;
      default:
        event satisfies never;
    }
  }

  async #decode(records: Records, signal: AbortSignal): Promise<void> {
    const { decoding } = this.parts;
    if (decoding === undefined) throw new InternalError("Records came from a table without a format");
    const { decoder, batch, bad } = decoding;
    this.#current = records.partition;
    for (let from = 0; from < records.count;) {
      if (signal.aborted) return;
      const decoded = decoder.decode(records, from, records.count, (record, error) => bad.take(records, record, error));
      if (decoded.rows > 0) {
        batch.refill(records, decoded.rows);
        this.#process(batch);
      }
      from += decoded.records;
      this.#positions.set(records.partition, from < records.count ? records.offset[from]! : records.next); // from < count
      this.#setInRecord(decoded.records === 0 && decoded.wait === undefined);
      if (decoded.wait !== undefined) {
        for (const watermark of this.parts.watermarks) watermark.hold();
        await unlessAborted(decoded.wait, signal);
        for (const watermark of this.parts.watermarks) watermark.goOn();
      }
      await this.#breathe(signal);
    }
    for (let i = 0; i < records.count; i++) this.bytes += records.valueEnd[i]! - Math.max(0, records.valueStart[i]!);
    this.records += records.count;
    this.#positions.set(records.partition, records.next);
    this.#current = undefined;
  }

  /** As the source says; records that it has given and that wait, for their schema or for whoever takes rows, are not read yet. */
  progress(): readonly PartitionProgress[] {
    return this.parts.source.progress().map((one) => {
      if (one.partition !== this.#current) return one;
      return { ...one, position: Math.min(one.position, this.#positions.get(one.partition) ?? one.position) };
    });
  }

  /** What was handed on. A partition that was added meanwhile was read from its beginning. */
  reading(): Reading {
    const ranges = [...this.#positions].sort(([a], [b]) => a - b)
      .map(([partition, to]) => ({ partition, from: this.began.get(partition) ?? 0, to }));
    return { ranges, identity: this.parts.source.identity?.() };
  }

  /** Of the source, or of the schema registry while a message waits for its schema. */
  state(): ConnectionState {
    const registry = this.parts.decoding?.schemas?.state();
    return registry?.kind === "reconnecting" ? registry : this.parts.source.state();
  }

  #setInRecord(inRecord: boolean): void {
    this.#inRecord?.resolve();
    this.#inRecord = inRecord ? Promise.withResolvers<void>() : undefined;
  }

  #process(batch: Batch): void {
    this.rows += batch.length;
    setBatchTime(this.parts.batchTime());
    this.parts.next.process(batch);
  }

  async #waitFor(pressure: Promise<void>, signal: AbortSignal): Promise<void> {
    const since = this.#blockedSince = this.parts.now();
    try {
      await unlessAborted(pressure, signal);
    } finally {
      this.#blockedSince = undefined;
      this.#blocked += this.parts.now() - since;
    }
  }

  /** A pipeline that stops waits for nobody who takes rows: its sinks are flushed then. */
  async #breathe(signal: AbortSignal): Promise<void> {
    const pressure = this.parts.pressure.take();
    if (pressure !== undefined) await this.#waitFor(pressure, signal);
    if (this.parts.turn.isOver()) await this.parts.turn.next();
    if (this.#inRecord === undefined) await this.#whileHeld(signal); // last: from here to the next row nobody else has a turn
  }
}

function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const aborted = Promise.withResolvers<void>();
  const stop = () => aborted.resolve();
  signal.addEventListener("abort", stop);
  return Promise.race([promise, aborted.promise]).finally(() => signal.removeEventListener("abort", stop));
}
