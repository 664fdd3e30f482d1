/** One node of a plan as EXPLAIN shows it. */
import type { WindowSpec } from "../schema/field.ts";
import { type SqlType, typeName, type Value } from "../schema/types.ts";
import { valueToText } from "../schema/values/value_text.ts";
import { children, type Expr } from "../sql/expr.ts";
import { closingWindow, type LogicalPlan, type SortKey, type UpdatePolicy } from "../sql/plan.ts";
import { resolveTable, type World } from "./tables.ts";

/** What a node does, in one line. */
export function labelOf(plan: LogicalPlan, world: World): string {
  return plan.kind === "scan" ? scanLabel(plan, world) : nodeLabel(plan);
}

function scanLabel(plan: LogicalPlan & { kind: "scan" }, world: World): string {
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

/** The same for the same statement, whatever the tables are bound to. */
export function nodeLabel(plan: LogicalPlan): string {
  switch (plan.kind) {
    case "scan":
      return `Scan ${plan.table.name}`;
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
    case "processingTime":
      return `Processing time  ${plan.schema.fields[plan.schema.eventTime ?? 0]?.name}`;
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
    case "aggregate":
      return aggregateLabel(plan);
    case "assignWindow": {
      const by = namesAt(plan.input, plan.partition);
      return `Assign window  ${windowText(plan.window)}${by ? `, by ${by}` : ""}`;
    }
    case "join":
      return joinLabel(plan);
    case "topN": {
      const ranks = plan.from === 1 ? `first ${plan.to}` : `${plan.from} to ${plan.to}`;
      return [`Top ${plan.rank}`, ranks, ...partitionText(plan)].join(", ");
    }
    case "over": {
      const whole = closingWindow(plan.input.schema, plan.partition) === undefined;
      const when = whole ? "at the end" : "when the window closes";
      return `Over  ${[...plan.calls.map((call) => call.text), ...partitionText(plan), when].join(", ")}`;
    }
    case "unnest":
      return `Unnest  ${namesAt(plan.input, [plan.array])}`;
    default:
      return plan satisfies never;
  }
}

function callLabel({ fn, args, when, input, schema }: LogicalPlan & { kind: "invoke" }): string {
  const how = fn.async === undefined ? "" : `, async ${fn.async}, up to ${fn.inFlight} at a time`;
  const needed = when === undefined ? "" : ", where needed";
  const call = `${fn.name}(${namesAt(input, args)})`;
  const value = schema.fields.at(-1)?.name;
  return `Call  ${call}${value === call ? "" : ` AS ${value}`}${how}${needed}`;
}

function aggregateLabel({ input, keys, calls, windowing, schema }: LogicalPlan & { kind: "aggregate" }): string {
  const by = namesAt(input, keys);
  const window = windowing === undefined
    ? "updating"
    : windowing.kind === "time"
    ? windowText(windowing.window)
    : `window of the input, ${schema.window ? windowText(schema.window.spec) : "closed"}`;
  const types = schema.fields.slice(schema.fields.length - calls.length);
  const typed = calls.map((call, i) => `${call.text} ${typeName(types[i]!.type)}`); // calls are the last columns
  const parts = [window, by && `by ${by}`, typed.join(", ")].filter((part) => part !== "");
  return `Aggregate  ${parts.join(", ")}`;
}

function joinLabel({ type, left, right, keys, condition, when }: LogicalPlan & { kind: "join" }): string {
  const pairs = keys.map((key) =>
    `${namesAt(left, [key.left])} ${key.nullsEqual ? "IS NOT DISTINCT FROM" : "="} ${namesAt(right, [key.right])}`
  );
  const more = condition === undefined ? [] : [textOf(condition)];
  const range = when.kind === "interval" ? `, from ${seconds(when.lower)} to ${seconds(when.upper)}` : "";
  const kind = when.kind === "ended" ? "at the end" : when.kind;
  const on = [...pairs, ...more].join(" AND ");
  return `Join  ${type}, ${kind}${range}${on === "" ? "" : `, on ${on}`}`;
}

function windowText(window: WindowSpec): string {
  switch (window.kind) {
    case "tumble":
      return `tumble ${seconds(window.width)}`;
    case "hop":
      return `hop ${seconds(window.slide)} over ${seconds(window.width)}`;
    case "session":
      return `session ${seconds(window.gap)}`;
    default:
      return window satisfies never;
  }
}

function seconds(nanos: bigint): string {
  return `${Number(nanos) / 1e9} s`;
}

export function namesAt({ schema }: LogicalPlan, columns: readonly number[]): string {
  return columns.map((index) => schema.fields[index]?.name).join(", ");
}

function partitionText({ partition, keys, input }: LogicalPlan & { kind: "topN" | "over" }): string[] {
  const by = partition.length === 0 ? [] : [`by ${namesAt(input, partition)}`];
  return keys.length === 0 ? by : [...by, `order ${orderText(keys, input)}`];
}

function orderText(keys: readonly SortKey[], input: LogicalPlan): string {
  return keys.map((key) => `${namesAt(input, [key.index])}${key.descending ? " desc" : ""}`).join(", ");
}

function given(plan: LogicalPlan & { kind: "scan" }, key: string): string | undefined {
  const value = plan.table.options.get(key)?.value;
  return typeof value === "string" ? value : undefined;
}

function named(expr: Expr, name: string): string {
  const text = textOf(expr);
  return text === name ? text : `${text} AS ${name}`;
}

/** As people would write it. */
export function textOf(expr: Expr): string {
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

/** The value as it is written in SQL, without a cast. */
export function literalText(value: Value, { type }: { readonly type: SqlType }): string {
  if (value === null) return "NULL";
  const text = valueToText(value, type);
  return typeof value === "string" ? `'${text.replaceAll("'", "''")}'` : text;
}

/** What its rows are like and what it remembers; empty for nodes that look at one row at a time. */
export function factsOf(plan: LogicalPlan): string {
  const state = stateOf(plan);
  const { updating, key } = plan.schema;
  if (state === undefined && !(updating && plan.kind === "scan")) return "";
  const kind = updating ? `updating${key === undefined ? "" : `, key ${namesAt(plan, key) || "()"}`}` : "append-only";
  return state === undefined ? kind : `${kind}; keeps ${state}`;
}

function stateOf(plan: LogicalPlan): string | undefined {
  switch (plan.kind) {
    case "aggregate":
      return plan.windowing === undefined ? `every group ${lifetime(plan.updates)}` : "groups of open windows";
    case "assignWindow":
      return plan.window.kind === "session" ? "rows of open sessions" : undefined;
    case "join":
      if (plan.when.kind === "regular") return `rows of both sides ${lifetime(plan.when.updates)}`;
      if (plan.when.kind === "ended") return "all rows until the end";
      return plan.when.kind === "windowed" ? "rows of open windows" : "rows that may still match";
    case "topN":
      if (!plan.schema.updating) return `keys, and rows that may not be the first ${lifetime(plan.updates)}`;
      return plan.input.schema.updating
        ? `every row ${lifetime(plan.updates)}`
        : `the first ${plan.to} of each partition ${lifetime(plan.updates)}`;
    case "over":
      return closingWindow(plan.input.schema, plan.partition) ? "rows of open windows" : "all rows until the end";
    case "sort":
      return "all rows until the end";
    default:
      return undefined;
  }
}

function lifetime({ ttl }: UpdatePolicy): string {
  if (ttl === 0) return "for ever";
  const hours = ttl / 3_600_000;
  return Number.isInteger(hours) ? `for ${hours} ${hours === 1 ? "hour" : "hours"}` : `for ${ttl / 1000} s`;
}
