import { Groups } from "./groups.ts";
import { Offsets } from "./offsets.ts";
import type { Credentials } from "./sasl.ts";
import { Storage } from "./storage.ts";
import { Topics } from "./topics.ts";
import { Transactions } from "./transactions.ts";

/** The one broker of the cluster, and its controller. */
export const NODE_ID = 1;

export interface BrokerOptions {
  /** The SQLite file; in memory when undefined. */
  readonly path?: string | undefined;
  /** Topics that a client asks for are created with one partition. Default true. */
  readonly autoCreate?: boolean | undefined;
  /** Clients must log in. */
  readonly credentials?: Credentials | undefined;
  /** Milliseconds; for tests. */
  readonly now?: () => number;
}

const SESSION_SWEEP_MS = 100;
const TRANSACTION_SWEEP_MS = 500;
const RETENTION_SWEEP_MS = 5_000;

/** Everything the cluster knows, without its network side. */
export class Broker implements Disposable {
  readonly storage: Storage;
  readonly topics: Topics;
  readonly offsets: Offsets;
  readonly groups: Groups;
  readonly transactions: Transactions;
  readonly clusterId: string;
  readonly autoCreate: boolean;
  readonly credentials: Credentials | undefined;
  readonly now: () => number;
  /** Where clients reach the broker; set when it listens. */
  host = "127.0.0.1";
  port = 0;
  readonly #timers: ReturnType<typeof setInterval>[];

  constructor(options: BrokerOptions) {
    this.now = options.now ?? Date.now;
    this.autoCreate = options.autoCreate ?? true;
    this.credentials = options.credentials;
    this.storage = Storage.open(options.path);
    this.topics = new Topics(this.storage);
    this.offsets = new Offsets(this.storage);
    this.groups = new Groups(this.now);
    this.transactions = new Transactions(this.storage, this.topics, this.offsets, this.now);
    this.clusterId = this.#clusterId();
    this.storage.onRollback = () => {
      this.topics.load();
      this.offsets.load();
      this.transactions.load();
    };
    this.#timers = [
      setInterval(() => this.groups.expire(), SESSION_SWEEP_MS),
      setInterval(() => this.#sweep(() => this.transactions.expire()), TRANSACTION_SWEEP_MS),
      setInterval(() => this.#sweep(() => this.topics.enforceRetention(this.now())), RETENTION_SWEEP_MS),
    ];
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.groups.close();
    this.storage.close();
  }

  /** A failed write is rolled back and tried again at the next sweep. */
  #sweep(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.storage.rollback(error);
    }
  }

  #clusterId(): string {
    const known = this.storage.meta("cluster_id");
    if (known) return known;
    const id = crypto.getRandomValues(new Uint8Array(16)).toBase64({ alphabet: "base64url", omitPadding: true });
    this.storage.setMeta("cluster_id", id);
    return id;
  }
}
