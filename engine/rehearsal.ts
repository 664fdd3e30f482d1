/** What can be known of a sink before its first row: where it would write and how, without having written. */
import type { Environment, SinkFacts } from "../connectors/connector.ts";
import type { Field } from "../schema/field.ts";
import type { RowEncoder } from "../schema/formats/format.ts";
import type { RegisteredSchema } from "../schema/registry/registry.ts";
import { optimize } from "../sql/optimize.ts";
import { type Target, wantedColumns } from "./build.ts";
import { sinkKey } from "./sink_encoders.ts";
import { sinkSchema } from "./registry/explain_schema.ts";
import { incompatible, type SinkSchemaPlan } from "./registry/sink_schema.ts";
import { subjectsOf } from "./registry/registry_of.ts";
import { shapedFields } from "./result_shape.ts";
import { openConnection } from "./tables.ts";

type SinkTarget = Target & { kind: "sink" };

export interface RehearsedSink {
  readonly table: string;
  /** Of the messages; undefined: the connector takes rows as they are. */
  readonly format: string | undefined;
  /** Of the rows that would arrive, `_op` included. */
  readonly fields: readonly Field[];
  readonly facts: SinkFacts;
  /** What would be done about its schema, as a sentence; undefined: messages carry no schema ids. */
  readonly schema: string | undefined;
  /** Writes messages of the very size that would be sent; undefined: there are no messages, or their schema has no text of its own yet. */
  readonly encoder: RowEncoder | undefined;
}

/** Asks cluster and registry and changes neither. Throws what the INSERT would throw when it opens the sink. */
export async function rehearsedSink(
  target: SinkTarget,
  environment: Environment,
  signal: AbortSignal,
): Promise<RehearsedSink> {
  const { table: resolved } = target;
  const [plan = target.plan] = optimize([{ plan: target.plan, wanted: wantedColumns(target) }]);
  const { connector, table, format, formatOptions } = resolved;
  const fields = shapedFields(plan.schema, target.shape);
  const facts = await factsOf(target, environment, signal);
  const schema = await sinkSchema(target, plan, environment);
  if (schema?.plan.kind === "incompatible") throw incompatible(subjectsOf(resolved).value, schema.plan.messages);
  const known = schema && schemaBefore(schema.plan);
  const encodable = format !== undefined && (schema === undefined || known !== undefined);
  return {
    table: table.name,
    format: connector.formats === "none" ? undefined : format?.name,
    fields,
    facts,
    schema: schema?.verdict,
    encoder: encodable ? format.encoder(fields, formatOptions, sinkKey(resolved, plan.schema), known) : undefined,
  };
}

async function factsOf(
  { table: { connector, connection, options } }: SinkTarget,
  environment: Environment,
  signal: AbortSignal,
): Promise<SinkFacts> {
  if (connector.sinkFacts === undefined) return { target: connector.place?.(options) ?? connector.name };
  const opened = connection && openConnection(connection, connector, environment);
  return await connector.sinkFacts({ options, connection: opened, environment }, signal);
}

/** A schema that is not registered yet, with an id of the same length; undefined: it stands on others, which only the registry has. */
function schemaBefore(plan: SinkSchemaPlan): RegisteredSchema | undefined {
  if (plan.kind === "known") return plan.schema;
  return plan.schema.references.length > 0 ? undefined : { ...plan.schema, id: 0, dependencies: [] };
}
