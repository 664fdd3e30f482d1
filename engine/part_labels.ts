/** What parts of a pipeline are called in its checkpoints: the same for the same statement. */
import { typeName } from "../schema/types.ts";
import type { LogicalPlan } from "../sql/plan.ts";
import { nodeLabel } from "./explain_node.ts";
import type { ResolvedTable } from "./tables.ts";

/** What state belongs to: the node in words, and the columns that it gives. */
export function stateLabel(plan: LogicalPlan): string {
  const columns = plan.schema.fields.map(({ name, type }) => `${name} ${typeName(type)}`).join(", ");
  return `${nodeLabel(plan)}  (${columns})`;
}

/** Positions are of a place: the same table over another topic is another source. */
export function sourceLabel({ table, connector, options }: ResolvedTable): string {
  return `Scan ${table.name} (${[connector.name, connector.place?.(options) ?? ""].join(", ")})`;
}
