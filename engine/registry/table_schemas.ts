/** The writer schemas of one table's messages, from the registry of its connection. */
import type { ConnectionState } from "../../connectors/connector.ts";
import { type DataError, InternalError } from "../../schema/errors.ts";
import type { RegisteredSchema, Registry } from "../../schema/registry/registry.ts";
import { RegistryWriterSchemas } from "../../schema/registry/registry_writer_schemas.ts";
import type { WriterSchemas } from "../../schema/registry/writer_schemas.ts";

/** Decoders are made before anything is opened: this is what they ask. */
export class TableSchemas implements WriterSchemas {
  readonly #registry: () => Promise<Registry>;
  readonly #now: () => number;
  #schemas: RegistryWriterSchemas | undefined;

  constructor(registry: () => Promise<Registry>, now: () => number) {
    this.#registry = registry;
    this.#now = now;
  }

  /** Fetching ends when the signal aborts. */
  async open(signal: AbortSignal): Promise<void> {
    this.#schemas = new RegistryWriterSchemas(await this.#registry(), { signal, now: this.#now });
  }

  get(id: number): RegisteredSchema | DataError | undefined {
    return this.#schemas?.get(id);
  }

  fetch(id: number): Promise<void> {
    if (this.#schemas === undefined) throw new InternalError("Messages came before their schema registry was known");
    return this.#schemas.fetch(id);
  }

  state(): ConnectionState {
    const state = this.#schemas?.state;
    return state?.kind === "reconnecting" ? { ...state, error: state.error.message } : { kind: "connected" };
  }
}
