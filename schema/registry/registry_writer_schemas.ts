/** The schemas of messages from a registry that may be away for a while. */
import { ConnectorError, DataError } from "../errors.ts";
import { timer, type Wait } from "./http.ts";
import type { RegisteredSchema } from "./registry.ts";
import type { WriterSchemas } from "./writer_schemas.ts";

/** What of a `RegistryClient` is needed. `onRetry` is called after each failure that is not final. */
export interface SchemaSource {
  schema(
    id: number,
    signal: AbortSignal,
    onRetry?: (error: ConnectorError) => void,
  ): Promise<RegisteredSchema | undefined>;
}

/** For the status line. */
export type RegistryState =
  | { readonly kind: "connected" }
  | {
    readonly kind: "reconnecting";
    /** By the clock that was handed in. */
    readonly since: number;
    /** Why the last try failed. */
    readonly error: ConnectorError;
  };

export interface WriterSchemasOptions {
  /** Ends every wait: the life of whoever reads the messages. */
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly now: () => number;
  /** Default: a timer. */
  readonly wait?: Wait;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Ids that the registry does not have come from damaged or hostile messages: any number of them. */
const MOST_UNKNOWN = 10_000;
/** After this the registry is asked again: it may have been a replica that lagged behind. */
const UNKNOWN_MS = 60_000;
/** Codes of what a registry says of itself, and says again. */
const FINAL: ReadonlySet<string> = new Set(["auth", "authorization", "permission", "registry"]);

export class RegistryWriterSchemas implements WriterSchemas {
  readonly #source: SchemaSource;
  readonly #options: WriterSchemasOptions;
  readonly #schemas = new Map<number, RegisteredSchema>();
  readonly #unknown = new Map<number, { readonly error: DataError; readonly until: number }>();
  /** Each id is fetched once, however many ask. */
  readonly #fetching = new Map<number, Promise<void>>();
  #state: RegistryState = { kind: "connected" };
  /** It was the registry that answered, once at least. */
  #isKnown = false;

  constructor(source: SchemaSource, options: WriterSchemasOptions) {
    this.#source = source;
    this.#options = options;
  }

  get state(): RegistryState {
    return this.#state;
  }

  get(id: number): RegisteredSchema | DataError | undefined {
    const schema = this.#schemas.get(id);
    if (schema !== undefined) return schema;
    const unknown = this.#unknown.get(id);
    if (unknown === undefined || unknown.until > this.#options.now()) return unknown?.error;
    this.#unknown.delete(id);
    return undefined;
  }

  /** Also rejects with the signal's reason. */
  fetch(id: number): Promise<void> {
    if (this.get(id) !== undefined) return Promise.resolve();
    let fetching = this.#fetching.get(id);
    if (fetching === undefined) {
      fetching = this.#fetch(id).finally(() => this.#fetching.delete(id));
      // Whoever asked may have ended meanwhile: by a LIMIT, or by another record that is bad.
      fetching.catch(() => {});
      this.#fetching.set(id, fetching);
    }
    return fetching;
  }

  async #fetch(id: number): Promise<void> {
    const { signal, wait = timer } = this.#options;
    const onRetry = (error: ConnectorError) => this.#lost(error);
    for (let pause = FIRST_WAIT_MS;; pause = Math.min(2 * pause, LONGEST_WAIT_MS)) {
      signal.throwIfAborted();
      try {
        const schema = await this.#source.schema(id, signal, onRetry);
        this.#state = { kind: "connected" };
        this.#isKnown = true;
        if (schema) this.#schemas.set(id, schema);
        else this.#remember(id, `schema id ${id} is not in the schema registry`);
        return;
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        // The registry has answered, and what it has for this id is of no use; the next message may have another.
        if (error.diagnostic.code === "invalid_schema") {
          this.#state = { kind: "connected" };
          return this.#remember(id, `schema id ${id} cannot be used: ${error.message}`);
        }
        if (!this.#mayPass(error)) throw error;
        this.#lost(error);
      }
      await wait(pause, signal);
    }
  }

  /** A gateway whose registry is away may answer anything; at the first time it is a wrong address. */
  #mayPass(error: ConnectorError): boolean {
    return error.retryable || (this.#isKnown && !FINAL.has(error.diagnostic.code));
  }

  #lost(error: ConnectorError): void {
    const since = this.#state.kind === "reconnecting" ? this.#state.since : this.#options.now();
    this.#state = { kind: "reconnecting", since, error };
  }

  #remember(id: number, reason: string): void {
    if (this.#unknown.size >= MOST_UNKNOWN) {
      for (const oldest of this.#unknown.keys()) {
        this.#unknown.delete(oldest);
        break;
      }
    }
    const error = new DataError(reason, { code: "bad_record" });
    this.#unknown.set(id, { error, until: this.#options.now() + UNKNOWN_MS });
  }
}
