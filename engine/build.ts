/** Logical plans to running pipelines. */
import type { Environment, Reading, SinkOutbox, SinkTransactions } from "../connectors/connector.ts";
import type { Batch } from "../schema/batch.ts";
import { BATCH_ROWS, columnFor, setValue } from "../schema/column.ts";
import { InternalError, SqlError } from "../schema/errors.ts";
import type { Schema } from "../schema/field.ts";
import type { Decoder } from "../schema/formats/format.ts";
import { KeyedDecoder } from "../schema/formats/keyed_decoder.ts";
import type { UserFunction } from "../schema/user_function.ts";
import { evaluate } from "../sql/evaluate.ts";
import { isNullable } from "../sql/bind/table.ts";
import { optimize } from "../sql/optimize.ts";
import { inputsOf, isBounded, type LogicalPlan, type ScanColumn } from "../sql/plan.ts";
import { BadRecords } from "./bad_records.ts";
import type { CheckpointKeeper } from "./checkpoints/keeper.ts";
import { writesExactlyOnce } from "./checkpoints/keeper_of.ts";
import { setBatchTime } from "./batch_time.ts";
import { Segment } from "./codegen/segment.ts";
import { type EndOfFlow, Flow } from "./flow/flow.ts";
import { changesOf, fused } from "./fuse.ts";
import type { FunctionCalls } from "./functions/function_calls.ts";
import {
  isStateful,
  type LateDropping,
  type PartitionFollower,
  Pressure,
  type Receiver,
  type Stateful,
  type Ticking,
  type Waiting,
} from "./operator.ts";
import { aggregateOperator } from "./operators/aggregate.ts";
import { assignWindowOperator } from "./operators/assign_window.ts";
import { InvokeOperator } from "./operators/invoke.ts";
import { joinOperator } from "./operators/join.ts";
import { LimitOperator } from "./operators/limit.ts";
import { LiveLimit } from "./operators/live_limit.ts";
import { overOperator } from "./operators/over.ts";
import { ProcessingTimeOperator } from "./operators/processing_time.ts";
import { SegmentOperator } from "./operators/segment.ts";
import { SortOperator } from "./operators/sort.ts";
import { Tee } from "./operators/tee.ts";
import { topNOperator } from "./operators/top_n.ts";
import { Union } from "./operators/union.ts";
import { unnestOperator } from "./operators/unnest.ts";
import { WatermarkOperator } from "./operators/watermark.ts";
import { sourceLabel, stateLabel } from "./part_labels.ts";
import { Output, Pipeline } from "./pipeline.ts";
import { timestampColumn } from "./record_timestamp.ts";
import { RegisteredEncoder } from "./registry/registered_encoder.ts";
import { registryOf } from "./registry/registry_of.ts";
import { TableSchemas } from "./registry/table_schemas.ts";
import { type ResultShape, shaped, shapedFields } from "./result_shape.ts";
import { withSharedSinks } from "./shared_sinks.ts";
import { keyEncoder, sinkKey, valueEncoder } from "./sink_encoders.ts";
import { SourceBatch } from "./source_batch.ts";
import { SourceTask } from "./source_task.ts";
import { openConnection, type ResolvedTable } from "./tables.ts";
import { Turn } from "./turn.ts";

/** One end of a pipeline. */
export type Target =
  /** `INSERT INTO table …`; the plan gives the table's physical columns, then a hidden event time where it has one. */
  | {
    readonly kind: "sink";
    readonly plan: LogicalPlan;
    readonly table: ResolvedTable;
    /** How a sink that shows rows gets them. */
    readonly shape: ResultShape;
  }
  /** `INSERT INTO memory …`: read by scans of that name in the same pipeline. */
  | { readonly kind: "memory"; readonly plan: LogicalPlan; readonly name: string }
  /** `SELECT …`: visible columns, handed to whoever watches. A promise is back-pressure. */
  | {
    readonly kind: "rows";
    readonly plan: LogicalPlan;
    readonly shape: ResultShape;
    receive(batch: Batch): void | Promise<void>;
    onEnd?(): void;
  };

export interface PipelineSettings {
  readonly name: string;
  readonly interactive: boolean;
  /** Milliseconds. */
  readonly checkpointInterval: number;
  /** Where its checkpoints go; undefined: nowhere. */
  readonly keeper?: CheckpointKeeper | undefined;
  /** What sinks that write exactly once write in. */
  readonly transactionsOf?: ((sink: ResolvedTable) => SinkTransactions | SinkOutbox | undefined) | undefined;
  /** Nothing outside may change: records that cannot be decoded are counted, and sent nowhere. */
  readonly rehearsal?: boolean;
  /** What `now()` is all the time, in milliseconds since the epoch; undefined: the time of each batch. */
  readonly clock?: number | undefined;
  /**
   * It does once more what another pipeline of the same plan did: what each of the sources has read, in the order of
   * {@link Pipeline.readings}; one of which nothing is known reads what there is now.
   */
  readonly again?: readonly (Reading | undefined)[] | undefined;
  readonly environment: Environment;
  /** Calls of a user function, for this pipeline alone. */
  callsOf(fn: UserFunction): FunctionCalls;
  resolve(plan: LogicalPlan & { kind: "scan" }): ResolvedTable;
  /** Everything there is for now has been read: time to show it. */
  onIdle(): void;
}

const SHELL_IDLE_MS = 5000;

export function buildPipeline(all: readonly Target[], settings: PipelineSettings): Pipeline {
  const targets = withSharedSinks(all);
  const roots = targets.map((target) => ({ plan: target.plan, wanted: wantedColumns(target) }));
  const plans = optimize(roots);
  const builder = new Builder(settings, plans);
  targets.forEach((target, i) => builder.add(target, plans[i]!)); // one plan per target
  return builder.finish();
}

/** A Kafka sink stamps records with the event time, readers of a memory table see it; nobody else reads hidden columns. */
export function wantedColumns({ plan, ...target }: Target): Set<number> {
  const stamped = target.kind === "sink" && target.table.connector.formats === "required";
  const wanted = new Set<number>();
  plan.schema.fields.forEach((field, index) => {
    if (!field.hidden || target.kind === "memory" || (stamped && index === plan.schema.eventTime)) wanted.add(index);
  });
  return wanted;
}

class Builder {
  readonly #settings: PipelineSettings;
  readonly #now: () => number;
  readonly #batchTime: () => number;
  /** Every source must come to an end, or nothing would. */
  readonly #mustEnd: boolean;
  readonly #pressure = new Pressure();
  readonly #turn = new Turn();
  readonly #sources: SourceTask[] = [];
  readonly #outputs: Output[] = [];
  readonly #watermarks: WatermarkOperator[] = [];
  readonly #ticking: Ticking[] = [];
  readonly #stateful: Stateful[] = [];
  readonly #late: LateDropping[] = [];
  readonly #bad: BadRecords[] = [];
  readonly #constants: (() => void)[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #labels = new Map<Stateful, string>();
  readonly #calls = new Map<UserFunction, FunctionCalls>();
  readonly #readers: Map<LogicalPlan, number>;
  readonly #shared = new Map<LogicalPlan, Tee>();
  readonly #memory = new Map<string, Tee>();
  readonly #flow = new Flow();

  constructor(settings: PipelineSettings, plans: readonly LogicalPlan[]) {
    this.#settings = settings;
    this.#now = () => settings.environment.now();
    this.#batchTime = () => settings.clock ?? this.#now();
    this.#mustEnd = settings.again !== undefined && !plans.every(isBounded);
    this.#readers = countReaders(plans);
  }

  add(target: Target, plan: LogicalPlan): void {
    this.#flow.end(endOf(target), () => this.#addTarget(target, plan));
  }

  #addTarget(target: Target, plan: LogicalPlan): void {
    if (target.kind === "memory") {
      this.#build(plan, this.#memoryTable(target.name), []);
      return;
    }
    const output = target.kind === "sink"
      ? this.#sink(target.table, plan.schema, target.shape)
      : new Output(target.receive, this.#pressure);
    this.#outputs.push(this.#flow.worker(output));
    this.#labels.set(output, target.kind === "sink" ? `Sink ${target.table.table.name}` : "Result");
    const end = target.kind === "rows" ? target.onEnd : undefined;
    const receiver = end === undefined ? output : ending(output, end);
    this.#build(
      plan,
      shaped(plan.schema, target.shape, receiver, (operator) => this.#kept(operator, "Final rows")),
      [],
    );
  }

  finish(): Pipeline {
    this.#flow.ready();
    return new Pipeline(
      {
        sources: this.#sources,
        outputs: this.#outputs,
        watermarks: this.#watermarks,
        ticking: this.#ticking,
        stateful: this.#stateful,
        late: this.#late,
        bad: this.#bad,
        constants: this.#constants,
        waiting: this.#waiting,
        labels: this.#labels,
        flow: this.#flow,
        now: this.#now,
      },
      this.#settings.checkpointInterval,
      this.#settings.keeper,
    );
  }

  /** `watermarks` are those between `next` and the nearest scan below. */
  #build(plan: LogicalPlan, next: Receiver, watermarks: readonly PartitionFollower[]): void {
    this.#flow.part(plan, next, (metered) => this.#buildOnce(plan, metered, watermarks));
  }

  #buildOnce(plan: LogicalPlan, next: Receiver, watermarks: readonly PartitionFollower[]): void {
    if ((this.#readers.get(plan) ?? 0) <= 1) return this.#buildNode(plan, next, watermarks);
    const known = this.#shared.get(plan);
    if (known !== undefined) return known.add(next);
    const tee = new Tee();
    tee.add(next);
    this.#shared.set(plan, tee);
    this.#buildNode(plan, tee, watermarks);
  }

  #buildNode(plan: LogicalPlan, next: Receiver, watermarks: readonly PartitionFollower[]): void {
    switch (plan.kind) {
      case "filter":
      case "project":
        return this.#buildSegment(plan, next, watermarks);
      case "scan":
        return this.#scan(plan, next, watermarks);
      case "memory":
        return this.#memoryTable(plan.table).add(next);
      case "values":
        this.#constants.push(() => giveValues(plan, next, this.#batchTime()));
        return;
      case "watermark": {
        const operator = new WatermarkOperator({
          watermark: plan.watermark,
          schema: plan.schema,
          inputs: plan.input.schema.fields,
          idleTimeout: this.#idleTimeout(plan),
          now: this.#now,
        }, next);
        this.#watermarks.push(operator);
        return this.#build(plan.input, this.#kept(operator, stateLabel(plan)), [...watermarks, operator]);
      }
      case "processingTime":
        return this.#build(
          plan.input,
          this.#kept(new ProcessingTimeOperator(plan, next), stateLabel(plan)),
          watermarks,
        );
      case "invoke": {
        const invoke = new InvokeOperator(plan, this.#callsOf(plan.fn), this.#pressure, next);
        this.#waiting.push(invoke);
        return this.#build(plan.input, invoke, watermarks.map((watermark) => invoke.following(watermark)));
      }
      case "union": {
        const union = this.#kept(new Union(next, plan.schema.rowWatermark), stateLabel(plan));
        const inputs = plan.inputs.map((input) => [input, union.input()] as const);
        for (const [input, receiver] of inputs) this.#build(input, receiver, []);
        return;
      }
      case "limit": {
        const { schema } = plan.input;
        if (schema.updating) return this.#build(plan.input, this.#updatingLimit(plan, next), watermarks);
        const limit = this.#kept(new LimitOperator(plan.limit, plan.offset, next), stateLabel(plan));
        if (plan.limit === 0) this.#constants.push(() => limit.end()); // no row is waited for
        return this.#build(plan.input, limit, watermarks);
      }
      case "sort":
        return this.#build(
          plan.input,
          this.#kept(new SortOperator({ ...plan, schema: plan.input.schema }, next), stateLabel(plan)),
          watermarks,
        );
      case "aggregate":
        return this.#build(
          plan.input,
          this.#kept(aggregateOperator(plan, next, this.#now), stateLabel(plan)),
          watermarks,
        );
      case "assignWindow": {
        const operator = assignWindowOperator(plan, next);
        return this.#build(
          plan.input,
          isStateful(operator) ? this.#kept(operator, stateLabel(plan)) : operator,
          watermarks,
        );
      }
      case "topN":
        return this.#build(plan.input, this.#kept(topNOperator(plan, next, this.#now), stateLabel(plan)), watermarks);
      case "over":
        return this.#build(plan.input, this.#kept(overOperator(plan, next), stateLabel(plan)), watermarks);
      case "unnest":
        return this.#build(plan.input, unnestOperator(plan, next), watermarks);
      case "join": {
        const join = this.#kept(joinOperator(plan, next), stateLabel(plan));
        this.#build(plan.left, join.left, []);
        return this.#build(plan.right, join.right, []);
      }
      default:
        return plan satisfies never;
    }
  }

  /** The operator, known to the pipeline for what it does besides taking rows. */
  #kept<T extends Stateful & Partial<Ticking & LateDropping>>(operator: T, label: string): T {
    this.#stateful.push(this.#flow.worker(operator));
    this.#labels.set(operator, label);
    if (operator.tick !== undefined) this.#ticking.push(operator as T & Ticking);
    if (operator.lateRows !== undefined) this.#late.push(operator as T & LateDropping);
    return operator;
  }

  /** The first rows that are left at the end, or a live set where there is none. */
  #updatingLimit(plan: LogicalPlan & { kind: "limit" }, next: Receiver): Receiver {
    const { input, limit, offset, schema } = plan;
    const label = stateLabel(plan);
    return schema.updating
      ? this.#kept(new LiveLimit({ limit, offset, schema }, next), label)
      : this.#kept(new SortOperator({ keys: [], limit, offset, schema: input.schema }, next), label);
  }

  /** Neighbouring filters and projections become one loop. */
  #buildSegment(plan: LogicalPlan, next: Receiver, watermarks: readonly PartitionFollower[]): void {
    const { input, predicates, outputs } = fused(plan, (node) => (this.#readers.get(node) ?? 0) > 1);
    const changes = changesOf(input.schema, plan.schema);
    const plain = changes !== "apart" && predicates.length === 0 && outputs.length === input.schema.fields.length &&
      outputs.every((expr, i) =>
        expr.kind === "column" && expr.index === i && expr.nullable === plan.schema.fields[i]?.nullable
      );
    if (plain) {
      this.#flow.passes();
      return this.#build(input, next, watermarks);
    }
    this.#flow.filters(predicates);
    const segment = new Segment({
      inputs: input.schema.fields,
      predicates,
      outputs,
      fields: plan.schema.fields,
      changes,
    });
    this.#build(input, new SegmentOperator(segment, next), watermarks);
  }

  /** All calls of a function share its worker. */
  #callsOf(fn: UserFunction): FunctionCalls {
    let calls = this.#calls.get(fn);
    if (calls === undefined) this.#calls.set(fn, calls = this.#settings.callsOf(fn));
    return calls;
  }

  #idleTimeout(plan: LogicalPlan): number | undefined {
    if (this.#settings.again !== undefined) return undefined; // its sources end, and time is not what it was
    if (plan.kind === "scan") {
      const { idleTimeout, table } = this.#settings.resolve(plan);
      const declared = table.options.has("source.idle_timeout") || table.options.has("idle_micros");
      return !declared && this.#settings.interactive ? SHELL_IDLE_MS : idleTimeout;
    }
    const [input] = inputsOf(plan);
    return input === undefined ? undefined : this.#idleTimeout(input);
  }

  #memoryTable(name: string): Tee {
    let tee = this.#memory.get(name);
    if (tee === undefined) this.#memory.set(name, tee = new Tee());
    return tee;
  }

  #scan(plan: LogicalPlan & { kind: "scan" }, next: Receiver, watermarks: readonly PartitionFollower[]): void {
    const resolved = this.#asRead(this.#settings.resolve(plan));
    const { connector, table, format } = resolved;
    if (connector.source === undefined) throw new InternalError(`${connector.name} cannot be read`);
    const source = connector.source({
      ...this.#request(resolved),
      fields: plan.schema.fields,
      needs: neededOf(plan.columns, resolved),
      interactive: this.#settings.interactive,
    });
    const task = new SourceTask({
      name: table.name,
      source,
      decoding: format && this.#decoding(plan, resolved),
      next,
      watermarks,
      pressure: this.#pressure,
      turn: this.#turn,
      onIdle: () => this.#settings.onIdle(),
      now: this.#now,
      batchTime: this.#batchTime,
    });
    this.#sources.push(this.#flow.worker(task));
    this.#labels.set(task, sourceLabel(resolved));
  }

  /** The next source to be built, with the options that make it read what was read before. */
  #asRead(resolved: ResolvedTable): ResolvedTable {
    const { again } = this.#settings;
    if (again === undefined) return resolved;
    const { connector, table } = resolved;
    const options = connector.again?.(resolved.options, again[this.#sources.length]) ?? resolved.options;
    if (this.#mustEnd && connector.bounded?.(options) !== true) {
      throw new SqlError(`${table.name} has no end, and nothing says where it ended`, {
        code: "unbounded",
        hint: "A comment '-- NAME: offsets PARTITION:FROM-TO' before the statement says it, or a LIMIT ends the query.",
      });
    }
    return { ...resolved, options };
  }

  #request(resolved: ResolvedTable) {
    const { environment, name } = this.#settings;
    const { table, options, connector } = resolved;
    const connection = resolved.connection && openConnection(resolved.connection, connector, environment);
    return { table, options, connection, environment, pipeline: name };
  }

  #decoding(plan: LogicalPlan & { kind: "scan" }, resolved: ResolvedTable) {
    const { table, format, formatOptions, framing, connector, badData, badDataTopic } = resolved;
    if (format === undefined) throw new InternalError(`${table.name} has no format`);
    const needed = new Set(plan.columns.flatMap((column) => column.kind === "physical" ? [column.index] : []));
    const fields = table.columns.filter((column) => column.role === "physical")
      .map((column, index) => ({
        ...column,
        nullable: isNullable(column, table, format.changelog === true),
        needed: needed.has(index),
        key: table.primaryKey.includes(column.name),
      }));
    const schemas = resolved.registered || resolved.keyFormat?.schemas !== undefined
      ? new TableSchemas(() => registryOf(resolved, this.#settings.environment), this.#now)
      : undefined;
    const messages = format.decoder(fields, formatOptions, framing, resolved.registered ? schemas : undefined);
    const decoder = withKeys(messages, plan, resolved, schemas);
    const letters = badData === "dead_letter" && badDataTopic !== undefined && this.#settings.rehearsal !== true
      ? connector.deadLetters?.({ ...this.#request(resolved), topic: badDataTopic })
      : undefined;
    const bad = new BadRecords(badData, letters, this.#pressure, resolved);
    this.#bad.push(bad);
    return {
      decoder: this.#flow.decoder(decoder),
      batch: new SourceBatch(decoder, plan.columns, plan.schema.fields),
      bad,
      schemas,
    };
  }

  #sink(resolved: ResolvedTable, schema: Schema, shape: ResultShape): Output {
    const { connector, options } = resolved;
    if (connector.sink === undefined) throw new InternalError(`${connector.name} cannot be written`);
    const fields = shapedFields(schema, shape);
    const { environment } = this.#settings;
    const value = valueEncoder(resolved, fields, sinkKey(resolved, schema), environment);
    const stamp = timestampColumn(schema, options);
    const key = keyEncoder(resolved, fields, environment);
    const transactions = writesExactlyOnce(resolved) ? this.#settings.transactionsOf?.(resolved) : undefined;
    const request = { ...this.#request(resolved), fields, value, key, timestamp: stamp?.index, transactions };
    const sink = connector.sink(request);
    const write = (batch: Batch) => sink.write(stamp === undefined ? batch : stamp.add(batch));
    const registered = [value, key].filter((encoder) => encoder instanceof RegisteredEncoder);
    return new Output(write, this.#pressure, sink, registered);
  }
}

function endOf(target: Target): EndOfFlow {
  if (target.kind === "rows") return { kind: "rows" };
  if (target.kind === "memory") return { kind: "memoryEnd", table: target.name };
  const { table, connector, options } = target.table;
  const exactlyOnce = connector.exactlyOnce?.(options) === true;
  return { kind: "sink", table: table.name, exactlyOnce };
}

/** Keys and headers are taken out of records only for who reads them, and to be sent on with bad ones. */
function neededOf(columns: readonly ScanColumn[], { badData }: ResolvedTable) {
  const reads = (key: string) => columns.some((column) => column.kind === "metadata" && column.key === key);
  const whole = badData === "dead_letter";
  return { key: whole || reads("key"), headers: whole || reads("headers") };
}

function ending(output: Output, onEnd: () => void): Receiver {
  return {
    process: (batch) => output.process(batch),
    advance: () => {},
    end() {
      onEnd();
      output.end();
    },
  };
}

/** The decoder, with record keys where the scan reads them in a format of their own. */
function withKeys(
  messages: Decoder,
  { columns, schema }: LogicalPlan & { kind: "scan" },
  { keyFormat }: ResolvedTable,
  schemas: TableSchemas | undefined,
): Decoder {
  const index = columns.findIndex((column) => column.kind === "metadata" && column.key === "key");
  const field = schema.fields[index];
  if (keyFormat === undefined || field === undefined) return messages;
  const keys = keyFormat.decoder({ ...field, needed: true }, keyFormat.schemas && schemas);
  return new KeyedDecoder(messages, keys, columnFor(field));
}

function countReaders(plans: readonly LogicalPlan[]): Map<LogicalPlan, number> {
  const readers = new Map<LogicalPlan, number>();
  const visit = (plan: LogicalPlan): void => {
    const before = readers.get(plan) ?? 0;
    readers.set(plan, before + 1);
    if (before === 0) inputsOf(plan).forEach(visit);
  };
  plans.forEach(visit);
  return readers;
}

function giveValues(plan: LogicalPlan & { kind: "values" }, next: Receiver, now: number): void {
  setBatchTime(now);
  const { fields } = plan.schema;
  for (let from = 0; from < plan.rows.length; from += BATCH_ROWS) {
    const rows = plan.rows.slice(from, from + BATCH_ROWS);
    const columns = fields.map((field) => columnFor(field));
    rows.forEach((row, index) => columns.forEach((column, i) => setValue(column, index, evaluate(row[i]!, []))) // one expression per field
    );
    next.process({ length: rows.length, columns });
  }
  next.end();
}
