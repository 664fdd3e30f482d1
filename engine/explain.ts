/** EXPLAIN: a plan as an indented tree. */
import { fieldOf } from "../schema/field.ts";
import { TEXT, typeName, type Value } from "../schema/types.ts";
import { valueToText } from "../schema/values/value_text.ts";
import { children, type Expr } from "../sql/expr.ts";
import { prune } from "../sql/optimize.ts";
import { inputsOf, isBounded, type LogicalPlan } from "../sql/plan.ts";
import { type Target, wantedColumns } from "./build.ts";
import type { InfoTable } from "./info_table.ts";
import { resolveTable, type World } from "./tables.ts";

/** One row: the plans of all targets as text. */
export function explain(targets: readonly Target[], world: World): InfoTable {
  const plans = prune(targets.map((target) => ({ plan: target.plan, wanted: wantedColumns(target) })));
  const text = targets.map((target, i) => {
    const plan = plans[i]!; // one plan per target
    return [headOf(target, plan), ...linesOf(plan, 1, world)].join("\n");
  }).join("\n\n");
  return { fields: [fieldOf("plan", TEXT)], rows: [[text]] };
}

function headOf(target: Target, plan: LogicalPlan): string {
  const end = isBounded(plan) ? "bounded" : "unbounded";
  switch (target.kind) {
    case "rows":
      return `Result  ${end}, append-only`;
    case "memory":
      return `Memory table ${target.name}  ${end}, append-only`;
    case "sink": {
      const { table, connector, options, format } = target.table;
      const place = connector.place?.(options);
      const parts = [connector.name, place, format?.name].filter((part) => part !== undefined).join(", ");
      return `Sink ${table.name} (${parts})  ${end}, append-only`;
    }
    default:
      return target satisfies never;
  }
}

function linesOf(plan: LogicalPlan, depth: number, world: World): string[] {
  const line = `${"  ".repeat(depth)}${labelOf(plan, world)}`;
  return [line, ...inputsOf(plan).flatMap((input) => linesOf(input, depth + 1, world))];
}

function labelOf(plan: LogicalPlan, world: World): string {
  switch (plan.kind) {
    case "scan": {
      const { connector, options, format } = resolveTable(plan.table, world);
      const place = connector.place?.(options);
      const what = [connector.name, place, format?.name].filter((part) => part !== undefined).join(", ");
      const columns = plan.schema.fields.filter((field) => !field.hidden)
        .map((field) => `${field.name} ${typeName(field.type)}`).join(", ");
      const start = typeof options["source.offset"] === "object"
        ? `, from ${given(plan, "source.offset") ?? "latest"}`
        : "";
      const until = given(plan, "source.until");
      return `Scan ${plan.table.name} (${what}${start}${until ? `, until ${until}` : ""})  ${columns}`;
    }
    case "memory":
      return `Memory table ${plan.table}`;
    case "values":
      return `Values  ${plan.rows.length} ${plan.rows.length === 1 ? "row" : "rows"}`;
    case "filter":
      return `Filter  ${textOf(plan.predicate)}`;
    case "project":
      return `Project  ${plan.exprs.map((expr, i) => named(expr, plan.schema.fields[i]?.name ?? "")).join(", ")}`;
    case "watermark":
      return `Watermark  event time ${plan.schema.fields[plan.schema.eventTime ?? 0]?.name}, watermark ${
        textOf(plan.watermark)
      }`;
    case "invoke":
      return callLabel(plan);
    case "union":
      return "Union all";
    case "limit":
      return `Limit  ${plan.limit ?? "all"}${plan.offset > 0 ? ` offset ${plan.offset}` : ""}`;
    case "sort": {
      const keys = plan.keys.map((key) => `${plan.schema.fields[key.index]?.name}${key.descending ? " desc" : ""}`);
      const limit = plan.limit === undefined ? "" : `, limit ${plan.limit}`;
      return `Sort  ${keys.join(", ")}${limit}${plan.offset > 0 ? `, offset ${plan.offset}` : ""}`;
    }
    default:
      return plan satisfies never;
  }
}

function callLabel({ fn, args, when, input, schema }: LogicalPlan & { kind: "invoke" }): string {
  const nameOf = (index: number) => input.schema.fields[index]?.name ?? "";
  const how = fn.async === undefined ? "" : `, async ${fn.async}, up to ${fn.inFlight} at a time`;
  const needed = when === undefined ? "" : ", where needed";
  const call = `${fn.name}(${args.map(nameOf).join(", ")})`;
  const value = schema.fields.at(-1)?.name;
  return `Call  ${call}${value === call ? "" : ` AS ${value}`}${how}${needed}`;
}

function given(plan: LogicalPlan & { kind: "scan" }, key: string): string | undefined {
  const value = plan.table.options.get(key)?.value;
  return typeof value === "string" ? value : undefined;
}

function named(expr: Expr, name: string): string {
  const text = textOf(expr);
  return text === name ? text : `${text} AS ${name}`;
}

function textOf(expr: Expr): string {
  switch (expr.kind) {
    case "column":
      return expr.name;
    case "literal":
      return literalText(expr.value, expr);
    case "call":
      return expr.name === "get_field" ? `${children(expr).map(textOf).join("")}.${expr.text}` : expr.text;
    case "and":
    case "or":
      return `(${textOf(expr.left)} ${expr.kind.toUpperCase()} ${textOf(expr.right)})`;
    case "not":
      return `NOT ${textOf(expr.arg)}`;
    case "isNull":
      return `${textOf(expr.arg)} IS ${expr.negated ? "NOT " : ""}NULL`;
    case "case":
      return `CASE ${
        expr.branches.map(({ when, then }) => `WHEN ${textOf(when)} THEN ${textOf(then)}`).join(" ")
      } ELSE ${textOf(expr.otherwise)} END`;
    case "coalesce":
      return `coalesce(${expr.args.map(textOf).join(", ")})`;
    case "try":
      return `try(${textOf(expr.arg)})`;
    default:
      return expr satisfies never;
  }
}

function literalText(value: Value, expr: Expr): string {
  if (value === null) return "NULL";
  const text = valueToText(value, expr.type);
  return typeof value === "string" ? `'${text.replaceAll("'", "''")}'` : text;
}
