/** The cluster's SQLite file: the statements of its broker, a door for those of its registry, and group commit. */
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { setImmediate } from "node:timers";
import { ConnectorError } from "../../schema/errors.ts";

export interface TopicRow {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly configs: Readonly<Record<string, string>>;
}

export interface PartitionRow {
  readonly id: number;
  readonly number: number;
  readonly logStart: number;
}

/** What a batch is to transactions. */
export const PLAIN = 0;
export const TRANSACTIONAL = 1;
export const COMMIT_MARKER = 2;
export const ABORT_MARKER = 3;

export interface BatchRow {
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** Milliseconds. */
  readonly maxTimestamp: number;
  /** Length of the blob. */
  readonly size: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  /** {@link PLAIN}, {@link TRANSACTIONAL}, {@link COMMIT_MARKER} or {@link ABORT_MARKER}. */
  readonly kind: number;
}

export interface OffsetRow {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
}

/** Offsets below 2^40 and partitions below 2^23 share SQLite's 64-bit row id, so that one b-tree holds the batches in order. */
const OFFSET_BITS = 40n;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS topic (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL, name TEXT NOT NULL UNIQUE, configs TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS partition (id INTEGER PRIMARY KEY, topic INTEGER NOT NULL, number INTEGER NOT NULL, log_start INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS batch (place INTEGER PRIMARY KEY, last_offset INTEGER NOT NULL, max_timestamp INTEGER NOT NULL,
    size INTEGER NOT NULL, producer INTEGER NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL, data BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS txn (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS committed (grp TEXT, topic TEXT, partition INTEGER, offset INTEGER NOT NULL, epoch INTEGER NOT NULL,
    metadata TEXT NOT NULL, PRIMARY KEY (grp, topic, partition)) WITHOUT ROWID;
`;

export type Row = Readonly<Record<string, SQLOutputValue>>;
export type Parameter = string | number | bigint | Uint8Array;

/**
 * Writes join one SQLite transaction per turn of the event loop; {@link settled} tells when it is durable. Nothing that was
 * read or written before may leave the process until then. When a write or the commit fails, the transaction is rolled
 * back, `settled` rejects with a `ConnectorError`, and `onRollback` is called so that memory can be rebuilt from the file.
 */
export class Storage {
  /** Called after a failed write, when the file is as of the last commit. */
  onRollback: () => void = () => {};
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  #commit: PromiseWithResolvers<void> | undefined;

  private constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    this.#path = path;
  }

  /**
   * Opens or creates the file, or a database in memory, and locks it for this process until {@link close}. Throws a
   * `ConnectorError` with code `locked` while another process (or cluster of this one) has it.
   */
  static open(path: string | undefined): Storage {
    let db: DatabaseSync | undefined;
    try {
      db = new DatabaseSync(path ?? ":memory:");
      // WAL with synchronous=NORMAL: a commit is in the operating system's hands when it returns, so that killing the
      // process loses nothing; only checkpoints wait for the disk.
      db.exec(
        "PRAGMA page_size=8192; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000;",
      );
      db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT`);
      return new Storage(db, path ?? ":memory:");
    } catch (error) {
      db?.close();
      throw storageError(`Cannot open the local cluster's data in "${path}"`, error);
    }
  }

  /** Resolves when everything written so far is durable; undefined when it is already. */
  settled(): Promise<void> | undefined {
    return this.#commit?.promise;
  }

  close(): void {
    if (this.#commit) this.#finish();
    this.#db.close();
  }

  /** Undoes what was written in this turn: for a bug found halfway through a change. */
  rollback(error: unknown): ConnectorError {
    const failure = error instanceof ConnectorError
      ? error
      : storageError(`Cannot write to the local cluster's data in "${this.#path}"`, error);
    if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
    const commit = this.#commit;
    this.#commit = undefined;
    commit?.reject(failure);
    this.onRollback();
    return failure;
  }

  /** Creates tables that others than the broker keep here; `IF NOT EXISTS` each. */
  define(tables: string): void {
    this.#db.exec(tables);
  }

  rows(sql: string, ...values: Parameter[]): Row[] {
    return this.#get(sql).all(...values);
  }

  /** A change in this turn's transaction; see {@link settled}. The row id that it inserted. */
  write(sql: string, ...values: Parameter[]): number {
    return this.#run(sql, ...values);
  }

  meta(key: string): string | undefined {
    const row = this.#get("SELECT value FROM meta WHERE key = ?").get(key);
    return row && String(row["value"]);
  }

  setMeta(key: string, value: string): void {
    this.#run("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", key, value);
  }

  topics(): TopicRow[] {
    return this.#get("SELECT id, uuid, name, configs FROM topic ORDER BY id").all().map((row) => ({
      id: Number(row["id"]),
      uuid: String(row["uuid"]),
      name: String(row["name"]),
      configs: JSON.parse(String(row["configs"])),
    }));
  }

  insertTopic(uuid: string, name: string, configs: Readonly<Record<string, string>>): TopicRow {
    const id = this.#run(
      "INSERT INTO topic (uuid, name, configs) VALUES (?, ?, ?)",
      uuid,
      name,
      JSON.stringify(configs),
    );
    return { id, uuid, name, configs };
  }

  updateConfigs(topic: number, configs: Readonly<Record<string, string>>): void {
    this.#run("UPDATE topic SET configs = ? WHERE id = ?", JSON.stringify(configs), topic);
  }

  /** Removes the topic and its partitions, batches and committed offsets. */
  deleteTopic(topic: TopicRow): void {
    for (const partition of this.partitions(topic.id)) this.deleteBatches(partition.id, Infinity);
    this.#run("DELETE FROM partition WHERE topic = ?", topic.id);
    this.#run("DELETE FROM committed WHERE topic = ?", topic.name);
    this.#run("DELETE FROM topic WHERE id = ?", topic.id);
  }

  partitions(topic: number): PartitionRow[] {
    return this.#get("SELECT id, number, log_start FROM partition WHERE topic = ? ORDER BY number").all(topic)
      .map((row) => ({ id: Number(row["id"]), number: Number(row["number"]), logStart: Number(row["log_start"]) }));
  }

  insertPartition(topic: number, number: number): PartitionRow {
    const id = this.#run("INSERT INTO partition (topic, number, log_start) VALUES (?, ?, 0)", topic, number);
    return { id, number, logStart: 0 };
  }

  setLogStart(partition: number, offset: number): void {
    this.#run("UPDATE partition SET log_start = ? WHERE id = ?", offset, partition);
  }

  insertBatch(partition: number, batch: BatchRow, data: Uint8Array): void {
    this.#run(
      "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      place(partition, batch.baseOffset),
      batch.lastOffset,
      batch.maxTimestamp,
      batch.size,
      batch.producerId,
      batch.producerEpoch,
      batch.baseSequence,
      batch.kind,
      data,
    );
  }

  /** Deletes the batches whose base offset is below `offset`. */
  deleteBatches(partition: number, offset: number): void {
    const end = offset === Infinity ? place(partition + 1, 0) : place(partition, offset);
    this.#run("DELETE FROM batch WHERE place >= ? AND place < ?", place(partition, 0), end);
  }

  /** Every batch of a partition in offset order, without its bytes. */
  *batches(partition: number): Generator<BatchRow> {
    const rows = this.#get(
      `SELECT place & ${
        (1n << OFFSET_BITS) - 1n
      } AS base, last_offset, max_timestamp, size, producer, epoch, sequence, kind
       FROM batch WHERE place >= ? AND place < ? ORDER BY place`,
    ).iterate(place(partition, 0), place(partition + 1, 0));
    for (const row of rows) {
      yield {
        baseOffset: Number(row["base"]),
        lastOffset: Number(row["last_offset"]),
        maxTimestamp: Number(row["max_timestamp"]),
        size: Number(row["size"]),
        producerId: Number(row["producer"]),
        producerEpoch: Number(row["epoch"]),
        baseSequence: Number(row["sequence"]),
        kind: Number(row["kind"]),
      };
    }
  }

  /** The bytes of the batches with base offsets in `from … to`, both included. */
  blobs(partition: number, from: number, to: number): Uint8Array[] {
    return this.#get("SELECT data FROM batch WHERE place >= ? AND place <= ? ORDER BY place")
      .all(place(partition, from), place(partition, to)).map((row) => blobOf(row));
  }

  transactions(): Map<string, string> {
    const rows = this.#get("SELECT id, state FROM txn").all();
    return new Map(rows.map((row) => [String(row["id"]), String(row["state"])]));
  }

  setTransaction(id: string, state: string): void {
    this.#run("INSERT INTO txn VALUES (?, ?) ON CONFLICT DO UPDATE SET state = excluded.state", id, state);
  }

  offsets(): OffsetRow[] {
    return this.#get("SELECT * FROM committed").all().map((row) => ({
      group: String(row["grp"]),
      topic: String(row["topic"]),
      partition: Number(row["partition"]),
      offset: Number(row["offset"]),
      leaderEpoch: Number(row["epoch"]),
      metadata: String(row["metadata"]),
    }));
  }

  setOffset(row: OffsetRow): void {
    this.#run(
      `INSERT INTO committed VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET offset = excluded.offset, epoch = excluded.epoch, metadata = excluded.metadata`,
      row.group,
      row.topic,
      row.partition,
      row.offset,
      row.leaderEpoch,
      row.metadata,
    );
  }

  deleteOffsets(group: string): void {
    this.#run("DELETE FROM committed WHERE grp = ?", group);
  }

  #get(sql: string): ReturnType<DatabaseSync["prepare"]> {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, statement = this.#db.prepare(sql));
    return statement;
  }

  /** Runs a change in this turn's transaction; the row id that it inserted. */
  #run(sql: string, ...values: Parameter[]): number {
    try {
      if (!this.#commit) {
        this.#db.exec("BEGIN IMMEDIATE");
        const commit = Promise.withResolvers<void>();
        commit.promise.catch(() => {}); // whoever depends on it awaits it; nobody may
        this.#commit = commit;
        setImmediate(() => {
          if (this.#commit === commit) this.#finish();
        });
      }
      return Number(this.#get(sql).run(...values).lastInsertRowid);
    } catch (error) {
      throw this.rollback(error);
    }
  }

  #finish(): void {
    try {
      this.#db.exec("COMMIT");
    } catch (error) {
      this.rollback(error);
      return;
    }
    const commit = this.#commit;
    this.#commit = undefined;
    commit?.resolve();
  }
}

function place(partition: number, offset: number): bigint {
  return (BigInt(partition) << OFFSET_BITS) + BigInt(offset);
}

function blobOf(row: Row): Uint8Array {
  const data = row["data"];
  if (!(data instanceof Uint8Array)) throw new TypeError("A batch without bytes");
  return data;
}

function storageError(what: string, error: unknown): ConnectorError {
  const reason = error instanceof Error ? error.message : String(error);
  if (/database is locked/.test(reason)) {
    return new ConnectorError(`${what}: another process has it open`, {
      code: "locked",
      cause: error,
      retryable: true,
    });
  }
  const hint = /full/.test(reason)
    ? "Free some disk space, or choose another folder."
    : /not a database|malformed/.test(reason)
    ? "The file is damaged or not a Sluice cluster; move it away, or choose another folder."
    : "Check that the folder exists and that you may write to it, or choose another folder.";
  return new ConnectorError(`${what}: ${reason}`, { code: "storage", cause: error, hint });
}
