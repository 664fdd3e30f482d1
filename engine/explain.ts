/** EXPLAIN: a plan as an indented tree. */
import { fieldOf, visibleFields } from "../schema/field.ts";
import { TEXT, typeName } from "../schema/types.ts";
import { optimize } from "../sql/optimize.ts";
import { inputsOf, isBounded, type LogicalPlan } from "../sql/plan.ts";
import { type Target, wantedColumns } from "./build.ts";
import { factsOf, labelOf, namesAt } from "./explain_node.ts";
import type { InfoTable } from "./info_table.ts";
import { sinkSchemaLines } from "./registry/explain_schema.ts";
import type { World } from "./tables.ts";

/** One row: the plans of all targets as text. Asks the registry what it would say to the schemas of sinks. */
export async function explain(targets: readonly Target[], world: World): Promise<InfoTable> {
  const plans = optimize(targets.map((target) => ({ plan: target.plan, wanted: wantedColumns(target) })));
  const texts = await Promise.all(targets.map(async (target, i) => {
    const plan = plans[i]!; // one plan per target
    const schema = target.kind === "sink" ? await sinkSchemaLines(target, plan, world.environment) : [];
    return [headOf(target, plan), ...schema, ...linesOf(plan, 1, world)].join("\n");
  }));
  return { fields: [fieldOf("plan", TEXT)], rows: [[texts.join("\n\n")]] };
}

function headOf(target: Target, plan: LogicalPlan): string {
  const { schema } = plan;
  const key = schema.updating && schema.key !== undefined ? `, key ${namesAt(plan, schema.key) || "()"}` : "";
  const kind = `${isBounded(plan) ? "bounded" : "unbounded"}, ${schema.updating ? "updating" : "append-only"}${key}`;
  const columns = visibleFields(schema)
    .map((field) => `${field.name} ${typeName(field.type)}${field.nullable ? "" : " NOT NULL"}`).join(", ");
  switch (target.kind) {
    case "rows":
      return `Result  ${kind}  ${columns}`;
    case "memory":
      return `Memory table ${target.name}  ${kind}  ${columns}`;
    case "sink": {
      const { table, connector, options, format } = target.table;
      const place = connector.place?.(options);
      const parts = [connector.name, place, format?.name].filter((part) => part !== undefined).join(", ");
      return `Sink ${table.name} (${parts})  ${kind}  ${columns}`;
    }
    default:
      return target satisfies never;
  }
}

function linesOf(plan: LogicalPlan, depth: number, world: World): string[] {
  const facts = factsOf(plan);
  const line = `${"  ".repeat(depth)}${labelOf(plan, world)}${facts === "" ? "" : `  [${facts}]`}`;
  return [line, ...inputsOf(plan).flatMap((input) => linesOf(input, depth + 1, world))];
}
