/** The port between the engine and the outside world. */
import type { Batch } from "../schema/batch.ts";
import type { SluiceError } from "../schema/errors.ts";
import type { Field } from "../schema/field.ts";
import type { RowEncoder } from "../schema/formats/format.ts";
import type { OptionsOf, OptionSpecs } from "../schema/options.ts";
import type { Records } from "../schema/records.ts";
import type { Registry } from "../schema/registry/registry.ts";
import type { Table } from "../schema/table.ts";
import type { SqlType } from "../schema/types.ts";

export type { Records } from "../schema/records.ts";

/** Where reading goes on: partition → the next offset (of a file: the byte; of a generator: the row number). */
export type Positions = ReadonlyMap<number, number>;

export type SourceEvent =
  /** Raw records of one partition, to be decoded by the table's format. */
  | { readonly kind: "records"; readonly records: Records }
  /** Rows of a generator; the batch is valid until the next event is asked for. `next` is the partition's position. */
  | { readonly kind: "rows"; readonly partition: number; readonly batch: Batch; readonly next: number }
  /** Everything there is has been delivered for now: time to show, flush and breathe. */
  | { readonly kind: "idle" }
  /** One partition of a bounded source has ended. The iteration ends when all have. */
  | { readonly kind: "end"; readonly partition: number };

/** Offsets of a partition: `from` is the first of them, `until` the first that is not. */
export interface OffsetRange {
  readonly from: number;
  readonly until: number;
}

/** How far one partition has been read. */
export interface PartitionProgress {
  readonly partition: number;
  /** Next offset to read. */
  readonly position: number;
  /** One behind the last offset there is (high watermark), if known. */
  readonly end: number | undefined;
  /** Milliseconds since the epoch, of the last record read. */
  readonly timestamp: number | undefined;
  /** The first offset there is, if known. */
  readonly first?: number | undefined;
  /** Records behind {@link end} that are not delivered, for a transaction is open before them. */
  readonly held?: number | undefined;
}

/** State of a source's or sink's connection to the outside. */
export type ConnectionState =
  | { readonly kind: "connected" }
  | {
    readonly kind: "reconnecting";
    /** Milliseconds since the epoch. */
    readonly since: number;
    /** Of the last try. */
    readonly error: string;
    /** What could be done about it, where somebody knows. */
    readonly hint?: string | undefined;
    /** Of the error, as in its diagnostic. */
    readonly code?: string | undefined;
    /** That have failed since. */
    readonly tries?: number;
  };

/** What a source has read: enough to read the same again. */
export interface Reading {
  /** By partition, ascending: the first position that was read, and the one behind the last. */
  readonly ranges: readonly { readonly partition: number; readonly from: number; readonly to: number }[];
  /** What {@link Source.identity} said. */
  readonly identity?: string | undefined;
}

export interface Source extends AsyncDisposable {
  /**
   * All partitions and where reading begins, resolved once: the positions of a checkpoint where there are some,
   * else what the options say. Throws `ConnectorError` (missing topic, unreachable, …).
   */
  open(from: Positions | undefined, signal: AbortSignal): Promise<Positions>;
  /** Called once, after {@link open}. Ends when the source is bounded and through, or `signal` aborts. */
  read(signal: AbortSignal): AsyncIterable<SourceEvent>;
  progress(): readonly PartitionProgress[];
  state(): ConnectionState;
  /** Best-effort notice that everything before these positions is done: consumer group offsets for lag tools. */
  committed?(positions: Positions): Promise<void>;
  /** Records that no longer existed and were skipped, by `source.out_of_range`. */
  lost?(): number;
  /** Tells what is read from what may take its name later: the id of a topic. Known once it is open, if at all. */
  identity?(): string | undefined;
}

export interface Sink extends AsyncDisposable {
  /** What comes before {@link SinkTransactions.open}, for sinks that have those. Throws as {@link open} does. */
  prepare?(signal: AbortSignal): Promise<void>;
  /**
   * Throws `ConnectorError` when the target is missing or not writable. `position` is what {@link Sink.position} was at the checkpoint from
   * which the pipeline goes on: what was written behind it is taken back.
   */
  open(signal: AbortSignal, position?: number): Promise<void>;
  /** Where everything that was given to {@link write} ends; undefined or absent: what was written cannot be taken back. */
  position?(): number | undefined;
  /** A promise is back-pressure: the engine waits for it before it goes on. */
  write(batch: Batch): void | Promise<void>;
  /** Resolves when everything written up to now, or up to the transaction's cut, is acknowledged. */
  flush(): Promise<void>;
  state(): ConnectionState;
  /** Messages acknowledged so far. */
  written(): number;
  /** It holds so much for the next checkpoint that one should be taken now. Asked a few times a second. */
  isFull?(): boolean;
}

/** A checkpoint as both sides know it. */
export interface CheckpointId {
  /** From 1 on, and larger with each checkpoint. */
  readonly number: number;
  /** Names the snapshot. */
  readonly snapshotId: string;
}

/** The output of one pipeline to one cluster, in transactions that carry the checkpoint's number: the cluster decides what counts. */
export interface SinkTransactions extends AsyncDisposable {
  /** Tells clusters apart, when sinks are prepared. */
  readonly cluster: string | undefined;
  /**
   * What the cluster has committed, as `decide` understands it; called when the sinks are prepared, and again after an error that is
   * retryable. `fresh`: what was committed is forgotten. Throws `ConnectorError`, also when another process runs the pipeline.
   */
  open(
    decide: (committed: CheckpointId | undefined) => Promise<CheckpointId | undefined>,
    fresh: boolean,
    signal: AbortSignal,
  ): Promise<CheckpointId | undefined>;
  /** Who writes in the open transaction: part of the snapshot's name, for nobody else may write one of that name. */
  readonly identity: string;
  /** Rows may be written, and those that were held are sent. */
  begin(): void;
  /** Rows that are written from now on belong to the next transaction: sinks hold them until {@link begin}. */
  cut(): void;
  /** Resolves when everything written before the {@link cut} is acknowledged. */
  prepare(signal: AbortSignal): Promise<void>;
  /** Makes rows and checkpoint count, both or neither. The snapshot is durable. */
  commit(checkpoint: CheckpointId, signal: AbortSignal): Promise<void>;
  /** What an error of a sink means for the pipeline: retryable where starting again from the last checkpoint helps. */
  judge(error: unknown): Promise<unknown>;
}

/** Where an outbox begins. */
export interface OutboxBeginning {
  /** What the deciding cluster says; undefined: nothing was committed yet. */
  readonly committed: CheckpointId | undefined;
  /** That its rows were written here too is known, should this cluster have forgotten it. */
  readonly isSettled: boolean;
  /** Those of {@link committed}, as {@link SinkOutbox.cut} gave them. */
  readonly rows: Uint8Array<ArrayBuffer>;
  /** What was committed is forgotten. */
  readonly fresh: boolean;
}

/**
 * The output of a pipeline to a further cluster. One alone decides what counts; rows for another wait in the snapshot, and are written
 * when their checkpoint counts, in one transaction that carries its number.
 */
export interface SinkOutbox extends AsyncDisposable {
  /** Tells clusters apart, when sinks are prepared. */
  readonly cluster: string | undefined;
  /**
   * Called behind {@link SinkTransactions.open}: writes what was not written yet of the checkpoint that counts. Throws `ConnectorError`,
   * also when the two clusters do not fit together.
   */
  open(beginning: OutboxBeginning, signal: AbortSignal): Promise<void>;
  /** Called when {@link SinkTransactions.cut} is: all rows that wait, as bytes for the snapshot. */
  cut(): Uint8Array<ArrayBuffer>;
  /** The checkpoint of the last cut counts: its rows are written. Throws what {@link SinkTransactions.judge} would say. */
  deliver(checkpoint: CheckpointId, signal: AbortSignal): Promise<void>;
}

export interface TransactionsRequest<O> {
  /** Options of the sinks that write in them, of which there is one at least. */
  readonly sinks: readonly O[];
  readonly connection: ConnectionOptions | undefined;
  readonly environment: Environment;
  readonly pipeline: string;
  /** Digest of the plan, known when sinks are prepared: a pipeline of the same name and another plan is refused. */
  fingerprint(): string;
  /** Milliseconds. */
  readonly checkpointInterval: number;
  /** Unless the options say otherwise: longer than from one checkpoint to the next, in milliseconds. */
  readonly timeoutMs: number;
}

export interface SourceRequest<O> {
  readonly table: Table;
  readonly options: O;
  readonly connection: ConnectionOptions | undefined;
  readonly environment: Environment;
  /** Whether the query reads the record's key and headers. */
  readonly needs: { readonly key: boolean; readonly headers: boolean };
  /** Fields to deliver, for connectors that deliver rows. */
  readonly fields: readonly Field[];
  /** Name of the pipeline, for group ids and client ids. */
  readonly pipeline: string;
  /** True when the rows go to a shell view only: nothing is committed for it. */
  readonly interactive: boolean;
}

export interface SinkRequest<O> {
  readonly table: Table;
  readonly options: O;
  readonly connection: ConnectionOptions | undefined;
  readonly environment: Environment;
  readonly fields: readonly Field[];
  /** Writes the message of a row. */
  readonly value: RowEncoder;
  /** Writes the record key, when the table has a `sink.key_field`. */
  readonly key: RowEncoder | undefined;
  /** Column that holds the record's time in milliseconds, an Int64Column; NULL: now. */
  readonly timestamp: number | undefined;
  readonly pipeline: string;
  /** Rows are to be written in these, or by way of it. */
  readonly transactions?: SinkTransactions | SinkOutbox | undefined;
}

/** Options of the table's connection with templates resolved; `given` tells inline ones from a profile's. */
export interface ConnectionOptions {
  readonly name: string | undefined;
  readonly connector: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What connectors get from the process they run in. */
export interface Environment {
  /** Folder of catalog and state; the embedded cluster keeps its data below it. `undefined`: in memory. */
  readonly dir: string | undefined;
  env(name: string): string | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Writes one line of a `stdout` sink. The text ends with a newline. */
  stdout(bytes: Uint8Array): void;
  /** What {@link env} answers from now on, in this process only. Absent: the environment is what it is. */
  remember?(name: string, value: string): void;
  /** Has `close` called when the session ends: for what several tables share, such as the embedded cluster. */
  onClose(close: () => Promise<void>): void;
}

export interface DeadLetterRequest<O> {
  readonly table: Table;
  readonly options: O;
  readonly topic: string;
  readonly connection: ConnectionOptions | undefined;
  readonly environment: Environment;
  readonly pipeline: string;
}

/** A topic for records that could not be decoded; delivered as the pipeline's sinks are. */
export interface DeadLetters extends AsyncDisposable {
  open(signal: AbortSignal): Promise<void>;
  /** Sends record `index` as it was received, with headers that say what is wrong with it. */
  write(records: Records, index: number, error: string): void | Promise<void>;
  flush(): Promise<void>;
}

/** One step of TEST CONNECTION or TEST TABLE. */
export interface TestStep {
  readonly text: string;
  readonly ok: boolean;
  /** Of a step that failed. */
  readonly error?: SluiceError | undefined;
}

/** Where a sink would write, as a rehearsal says it; texts without a period. */
export interface SinkFacts {
  /** The target as it is, and what opening it would do: `topic 'big', 3 partitions`, `file 'x.json', which would be made`. */
  readonly target: string;
  /** The key of records and where it sends them; absent: the target knows no keys. */
  readonly key?: string;
  /** What is promised after a crash; absent: nothing is to be said of it. */
  readonly delivery?: string;
}

export type SinkFactsRequest<O> = Pick<SinkRequest<O>, "options" | "connection" | "environment">;

/** Steps on the way to a cluster, in their order. */
export const CONNECT_STAGES = ["dns", "tcp", "tls", "login", "metadata", "registry"] as const;
export type ConnectStage = typeof CONNECT_STAGES[number];

export interface TopicInfo {
  readonly topic: string;
  readonly partitions: number;
}

export interface Connector<C extends OptionSpecs = OptionSpecs, T extends OptionSpecs = OptionSpecs> {
  readonly name: string;
  readonly doc: string;
  /** Options that a CREATE CONNECTION may carry; absent: the connector has no connections. */
  readonly connectionOptions?: C;
  readonly tableOptions: T;
  /** Further options of a table for one of its physical columns (`fields.price.min`); they arrive in its options. */
  columnOptions?(column: Field): OptionSpecs;
  /** Whether tables have a `format`: their source gives raw records, their sink takes encoded rows. */
  readonly formats: "required" | "optional" | "none";
  /** The format of a table that names none. */
  readonly defaultFormat?: string;
  /**
   * Its sinks take updating relations whatever the format: rows are `dropped`, or `shown` as a SELECT's are, each with
   * its kind of change or only those that are left in the end.
   */
  readonly updates?: "dropped" | "shown";
  /** Metadata keys and the types that each may be declared with. */
  readonly metadata: Readonly<Record<string, readonly SqlType[]>>;
  /** Columns of a table that is fixed by the connector (impulse, nexmark). */
  readonly columns?: readonly Field[];
  /** Members of struct columns that are the event time of the rows in which the struct is set. */
  readonly eventTimeMembers?: readonly (readonly [column: string, member: string])[];
  /** For `SHOW TABLES`: topic or path. */
  place?(options: OptionsOf<T>): string | undefined;
  /** Checks what spans several options or columns, when the table is created. Throws `SqlError`; opens nothing. */
  check?(table: Table, options: OptionsOf<T>): void;
  /** Checks connection options against each other. Throws `SqlError`. */
  checkConnection?(options: OptionsOf<C>): void;
  /** Reads without an end unless these options say otherwise. */
  bounded?(options: OptionsOf<T>): boolean;
  /**
   * The options with which a source reads the newest `records` records over all partitions, consecutive ones of each, and
   * ends; it creates nothing. Absent: its records cannot be sampled.
   */
  newest?(options: OptionsOf<T>, records: number): OptionsOf<T>;
  /**
   * The options with which a source reads these offsets of these partitions, as far as their records still exist, and ends; it
   * creates nothing. Absent: a record is not found again by its offset.
   */
  range?(options: OptionsOf<T>, ranges: ReadonlyMap<number, OffsetRange>): OptionsOf<T>;
  /**
   * The options with which a source reads what `reading` says once more, or where that is absent everything there is now, and ends; it
   * creates nothing. Absent: the table is read again as its options say.
   */
  again?(options: OptionsOf<T>, reading: Reading | undefined): OptionsOf<T>;
  /** Whether values of the field are the time at which their row was made or read: read again, they are others. */
  stamps?(options: OptionsOf<T>, field: Field): boolean;
  source?(request: SourceRequest<OptionsOf<T>>): Source;
  sink?(request: SinkRequest<OptionsOf<T>>): Sink;
  /**
   * What a sink with these options would find and do. Writes and creates nothing. Throws the `ConnectorError` that opening the sink
   * would throw. Absent: there is nothing to look at.
   */
  sinkFacts?(request: SinkFactsRequest<OptionsOf<T>>, signal: AbortSignal): Promise<SinkFacts>;
  /** Whether a sink with these options writes in transactions: exactly once. */
  exactlyOnce?(options: OptionsOf<T>): boolean;
  /** One for all sinks of a pipeline on one cluster. */
  transactions?(request: TransactionsRequest<OptionsOf<T>>): SinkTransactions;
  /** As {@link transactions}, for sinks on a further cluster. */
  outbox?(request: TransactionsRequest<OptionsOf<T>>): SinkOutbox;
  /** Writes the record key from the sink's column `index`; absent: the connector has no keys. */
  keyEncoder?(field: Field, index: number, options: OptionsOf<T>): RowEncoder;
  /** Takes the records that could not be decoded, for `bad_data = 'dead_letter'`. */
  deadLetters?(request: DeadLetterRequest<OptionsOf<T>>): DeadLetters;
  testConnection?(
    connection: ConnectionOptions,
    environment: Environment,
    signal: AbortSignal,
  ): AsyncIterable<TestStep>;
  /**
   * Takes one step on the way to the cluster, as far as the options are known that it needs, and says what it found;
   * undefined: the connection has no such step. Throws `ConnectorError`.
   */
  probe?(
    stage: ConnectStage,
    connection: ConnectionOptions,
    environment: Environment,
    signal: AbortSignal,
  ): Promise<string | undefined>;
  /** For `\\conninfo`: label and value of what is known of a connection. */
  describeConnection?(
    connection: ConnectionOptions,
    environment: Environment,
    signal: AbortSignal,
  ): Promise<readonly (readonly [label: string, value: string])[]>;
  topics?(connection: ConnectionOptions, environment: Environment, signal: AbortSignal): Promise<readonly TopicInfo[]>;
  /** The connection option that says where its schema registry is; absent: connections have none. */
  readonly registryOption?: string;
  /** The schema registry of a connection, the same for all who ask; undefined: it has none. Asks nothing yet. */
  registry?(connection: ConnectionOptions, environment: Environment): Promise<Registry | undefined>;
  /** Where the schemas of a table's messages and keys are in the registry. */
  subjects?(options: OptionsOf<T>): { readonly value: string; readonly key: string };
}
