/** What EXPLAIN and TEST TABLE say of the schema that a sink writes with. Nothing is registered for it. */
import type { Environment } from "../../connectors/connector.ts";
import type { Field } from "../../schema/field.ts";
import type { SchemaText } from "../../schema/registry/registry.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import type { Target } from "../build.ts";
import { sinkKey } from "../sink_encoders.ts";
import { shapedFields } from "../result_shape.ts";
import type { ResolvedTable } from "../tables.ts";
import { FETCH_MS, registryOf } from "./registry_of.ts";
import { planSinkSchema, type SinkSchemaPlan, type SinkSchemaRequest, valueSchema } from "./sink_schema.ts";

/** A line on what would be registered, and the schema; none where messages carry no schema ids. */
export async function sinkSchemaLines(
  target: Target & { kind: "sink" },
  plan: LogicalPlan,
  environment: Environment,
): Promise<readonly string[]> {
  const planned = await sinkSchema(target, plan, environment);
  return planned === undefined ? [] : [`  Schema  ${planned.verdict}`, `  ${schemaLine(planned.plan.schema)}`];
}

/** What would be done about the schema of a sink, and the sentence that says so; undefined where messages carry no schema ids. */
export async function sinkSchema(
  target: Target & { kind: "sink" },
  plan: LogicalPlan,
  environment: Environment,
): Promise<{ readonly plan: SinkSchemaPlan; readonly verdict: string } | undefined> {
  const fields = shapedFields(plan.schema, target.shape);
  const request = valueSchema(target.table, fields, sinkKey(target.table, plan.schema));
  if (request === undefined) return undefined;
  const planned = await plannedSchema(request, target.table, fields, environment);
  return { plan: planned, verdict: verdictOf(planned, request.subject) };
}

/** For TEST TABLE: undefined where messages carry no schema ids. Throws what the registry throws. */
export async function tableSchemaVerdict(
  resolved: ResolvedTable,
  fields: readonly Field[],
  environment: Environment,
): Promise<{ readonly text: string; readonly ok: boolean } | undefined> {
  const key = sinkKey(resolved, { fields, updating: false });
  const request = valueSchema(resolved, fields, key);
  if (request === undefined) return undefined;
  const schema = await plannedSchema(request, resolved, fields, environment);
  return { text: `Schema  ${verdictOf(schema, request.subject)}`, ok: schema.kind !== "incompatible" };
}

/** Throws, as the INSERT would, when the columns do not fit a schema that is used as it is. */
async function plannedSchema(
  request: SinkSchemaRequest,
  resolved: ResolvedTable,
  fields: readonly Field[],
  environment: Environment,
): Promise<SinkSchemaPlan> {
  const plan = await planSinkSchema(request, await registryOf(resolved, environment), AbortSignal.timeout(FETCH_MS));
  if (plan.kind === "known") resolved.format?.encoder(fields, resolved.formatOptions, request.key, plan.schema);
  return plan;
}

function verdictOf(plan: SinkSchemaPlan, subject: string): string {
  switch (plan.kind) {
    case "known": {
      const version = plan.version === undefined ? "" : `version ${plan.version}, `;
      return `subject '${subject}': ${version}id ${plan.schema.id}, nothing to register`;
    }
    case "new":
      return plan.latest === undefined
        ? `subject '${subject}' is new: this would be its first version`
        : `subject '${subject}': compatible, would be registered behind version ${plan.latest.version}`;
    case "incompatible":
      return `subject '${subject}': INCOMPATIBLE, would be refused: ${plan.messages.join("; ") || "no reason given"}`;
    default:
      return plan satisfies never;
  }
}

/** On one line, whatever its kind. */
function schemaLine({ text }: SchemaText): string {
  return text.trim().replaceAll(/\s*\n\s*/g, " ");
}
