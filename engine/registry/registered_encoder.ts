/** An encoder whose schema is not known before the pipeline starts. */
import type { Batch } from "../../schema/batch.ts";
import type { ByteWriter } from "../../schema/byte_writer.ts";
import { InternalError } from "../../schema/errors.ts";
import type { RowEncoder } from "../../schema/formats/format.ts";
import type { RegisteredSchema, Registry } from "../../schema/registry/registry.ts";
import {
  incompatible,
  planSinkSchema,
  registered,
  type SinkSchemaPlan,
  type SinkSchemaRequest,
} from "./sink_schema.ts";

export class RegisteredEncoder implements RowEncoder {
  readonly #request: SinkSchemaRequest;
  readonly #registry: () => Promise<Registry>;
  readonly #make: (schema: RegisteredSchema) => RowEncoder;
  #planned: { readonly registry: Registry; readonly plan: SinkSchemaPlan } | undefined;
  #encoder: RowEncoder = UNOPENED;

  constructor(
    request: SinkSchemaRequest,
    registry: () => Promise<Registry>,
    make: (schema: RegisteredSchema) => RowEncoder,
  ) {
    this.#request = request;
    this.#registry = registry;
    this.#make = make;
  }

  /** Changes nothing. Throws when the registry would refuse the schema, or the columns do not fit the one that is there. */
  async prepare(signal: AbortSignal): Promise<void> {
    const registry = await this.#registry();
    const plan = await planSinkSchema(this.#request, registry, signal);
    if (plan.kind === "incompatible") throw incompatible(this.#request.subject, plan.messages);
    if (plan.kind === "known") this.#encoder = this.#make(plan.schema);
    this.#planned = { registry, plan };
  }

  /** Registers the schema, where it is new; behind {@link prepare}. Throws when the registry refuses it. */
  async open(signal: AbortSignal): Promise<void> {
    if (this.#planned === undefined) throw new InternalError("The sink's schema has not been looked at");
    const { registry, plan } = this.#planned;
    if (plan.kind !== "new") return;
    this.#encoder = this.#make(await registered(plan.schema, this.#request.subject, registry, signal));
  }

  bind(batch: Batch): void {
    this.#encoder.bind(batch);
  }

  speaks(row: number): boolean {
    return this.#encoder.speaks?.(row) ?? true;
  }

  encode(row: number, out: ByteWriter): boolean {
    return this.#encoder.encode(row, out);
  }
}

const UNOPENED: RowEncoder = {
  bind() {
    throw new InternalError("The sink's schema is not registered yet");
  },
  encode: () => false,
};
