/** An encoder whose schema is not known before the pipeline starts. */
import type { Batch } from "../../schema/batch.ts";
import type { ByteWriter } from "../../schema/byte_writer.ts";
import { InternalError } from "../../schema/errors.ts";
import type { RowEncoder } from "../../schema/formats/format.ts";
import type { RegisteredSchema, Registry } from "../../schema/registry/registry.ts";
import { carryOut, planSinkSchema, type SinkSchemaRequest } from "./sink_schema.ts";

export class RegisteredEncoder implements RowEncoder {
  readonly #request: SinkSchemaRequest;
  readonly #registry: () => Promise<Registry>;
  readonly #make: (schema: RegisteredSchema) => RowEncoder;
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

  /** Registers the schema. Throws when the registry refuses it, or the columns do not fit the one that is there. */
  async open(signal: AbortSignal): Promise<void> {
    const registry = await this.#registry();
    const plan = await planSinkSchema(this.#request, registry, signal);
    this.#encoder = this.#make(await carryOut(plan, this.#request.subject, registry, signal));
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
