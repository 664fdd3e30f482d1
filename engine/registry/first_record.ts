/** TEST TABLE's look at a record: all columns are decoded, and nobody waits for a registry that is away. */
import type { Environment } from "../../connectors/connector.ts";
import { columnFor } from "../../schema/column.ts";
import { DataError } from "../../schema/errors.ts";
import type { Decoder } from "../../schema/formats/format.ts";
import { KeyedDecoder } from "../../schema/formats/keyed_decoder.ts";
import type { Records } from "../../schema/records.ts";
import type { RegisteredSchema, Registry } from "../../schema/registry/registry.ts";
import type { WriterSchemas } from "../../schema/registry/writer_schemas.ts";
import type { TableColumn } from "../../schema/table.ts";
import { isNullable } from "../../sql/bind/table.ts";
import type { ResolvedTable } from "../tables.ts";
import { withFraming } from "./framing_mixup.ts";
import { registryOf } from "./registry_of.ts";

/** The column that takes the record's key in a format of its own. */
export function keyColumn({ table, keyFormat }: ResolvedTable): TableColumn | undefined {
  return keyFormat && table.columns.find((column) => column.metadata === "key");
}

/**
 * Why the first of the records cannot be read as the table says; undefined: it can. Throws the `ConnectorError` of a registry
 * that cannot be asked.
 */
export async function firstProblem(
  resolved: ResolvedTable,
  records: Records,
  environment: Environment,
  signal: AbortSignal,
): Promise<DataError | undefined> {
  const schemas = resolved.registered || resolved.keyFormat?.schemas !== undefined
    ? new SchemasAskedOnce(await registryOf(resolved, environment), signal)
    : undefined;
  const decoder = decoderOf(resolved, schemas);
  let problem: DataError | undefined;
  for (;;) {
    const { wait } = decoder?.decode(records, 0, 1, (record, error) => {
      problem ??= withFraming(error, records, record, resolved);
    }) ?? {};
    if (wait === undefined) return problem;
    await wait;
  }
}

function decoderOf(resolved: ResolvedTable, schemas: WriterSchemas | undefined): Decoder | undefined {
  const { table, format, formatOptions, framing, registered, keyFormat } = resolved;
  const changelog = format?.changelog === true;
  const fields = table.columns.filter((column) => column.role === "physical").map((column) => ({
    ...column,
    nullable: isNullable(column, table, changelog),
    needed: true,
    key: table.primaryKey.includes(column.name),
  }));
  const messages = format?.decoder(fields, formatOptions, framing, registered ? schemas : undefined);
  const key = keyColumn(resolved);
  if (messages === undefined || key === undefined || keyFormat === undefined) return messages;
  const keys = keyFormat.decoder({ ...key, needed: true }, keyFormat.schemas && schemas);
  return new KeyedDecoder(messages, keys, columnFor(key));
}

class SchemasAskedOnce implements WriterSchemas {
  readonly #known = new Map<number, RegisteredSchema | DataError>();

  constructor(readonly registry: Registry, readonly signal: AbortSignal) {}

  get(id: number): RegisteredSchema | DataError | undefined {
    return this.#known.get(id);
  }

  async fetch(id: number): Promise<void> {
    const schema = await this.registry.schema(id, this.signal);
    this.#known.set(id, schema ?? new DataError(`schema id ${id} is not in the schema registry`));
  }
}
