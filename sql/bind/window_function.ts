/** `TUMBLE(TABLE t, DESCRIPTOR(ts), width)` in FROM: rows with the window that they belong to. */
import { SqlError } from "../../schema/errors.ts";
import type { Field, Schema, WindowSpec } from "../../schema/field.ts";
import { TIMESTAMP } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import { type LogicalPlan, RECORD_TIME } from "../plan.ts";
import { printExpression } from "../print.ts";
import { isEventTime } from "./event_time.ts";
import { bindExpression, type ExpressionContext } from "./expression.ts";
import { eventTimeOf } from "./group_plan.ts";
import { inProcessingTime, isProcessingTime } from "./processing_time.ts";
import { appendHidden, columnAt, columnsOfSchema, project } from "./projection.ts";
import type { QueryContext } from "./query_context.ts";
import { scopeOf } from "./scope.ts";
import { needAppendOnly, sameWindow, twoWindows, windowSpec } from "./window.ts";

const USAGE: Readonly<Record<WindowSpec["kind"], string>> = {
  tumble: "TUMBLE(TABLE t, DESCRIPTOR(ts), width)",
  hop: "HOP(TABLE t, DESCRIPTOR(ts), slide, width)",
  session: "SESSION(TABLE t [PARTITION BY key], DESCRIPTOR(ts), gap)",
};

/** The relation's columns, then window_start, window_end and window_time. */
export function assignedWindow(node: ast.WindowFunction, input: LogicalPlan, context: QueryContext): LogicalPlan {
  const kind = kindOf(node.name);
  const expressions: ExpressionContext = {
    scope: scopeOf(input.schema, node.relation.name),
    parameters: context.parameters,
    functions: context.facts.functions,
  };
  const window = specOf(node, kind, expressions);
  needAppendOnly(input.schema, node.span);
  const timed = overDescriptor(node, input, expressions, context);
  if (timed.schema.window !== undefined) return named(node, window, timed, timed.schema.window);
  const over = { ...expressions, scope: scopeOf(timed.schema, node.relation.name) };
  const partition = node.partitionBy.map((path) => bindExpression(path, over));
  return assigned(timed, window, partition);
}

function kindOf({ name, span }: ast.Identifier): WindowSpec["kind"] {
  if (name === "tumble" || name === "hop" || name === "session") return name;
  if (name === "cumulate") {
    throw new SqlError("Cumulative windows are not supported", {
      code: "unsupported",
      span,
      hint: "HOP gives windows that overlap; TUMBLE with the smallest step can be summed up afterwards.",
    });
  }
  throw new SqlError(`Window function '${name}' not found`, {
    code: "not_found",
    span,
    hint: "There are TUMBLE, HOP and SESSION.",
  });
}

function specOf(node: ast.WindowFunction, kind: WindowSpec["kind"], expressions: ExpressionContext): WindowSpec {
  if (node.arguments.length !== (kind === "hop" ? 2 : 1)) {
    const durations = kind === "hop" ? "two durations" : "one duration";
    throw new SqlError(`${kind} takes ${durations}: ${USAGE[kind]}`, { code: "type", span: node.span });
  }
  const [first] = node.partitionBy;
  if (first !== undefined && kind !== "session") {
    throw new SqlError("Only SESSION takes PARTITION BY", {
      code: "window",
      span: first.span,
      hint: "Windows of a fixed width are the same for all keys: name the keys in GROUP BY.",
    });
  }
  return windowSpec(kind, node.arguments, expressions);
}

/** The input, with the descriptor as its event time. */
function overDescriptor(
  { descriptor, span }: ast.WindowFunction,
  input: LogicalPlan,
  expressions: ExpressionContext,
  { facts }: QueryContext,
): LogicalPlan {
  const expr = bindExpression(descriptor, expressions);
  if (isEventTime(input, expr, facts)) return input;
  if (expr.kind === "column" && isProcessingTime(input, expr.index)) {
    if (input.schema.window === undefined) return inProcessingTime(input, expr.index);
    throw new SqlError("Windows of processing time need rows that have no window yet", {
      code: "window",
      span: descriptor.span,
      hint: "Group by the window that the rows have.",
    });
  }
  if (input.schema.eventTime === undefined) {
    throw new SqlError("time windows need rows with an event time", { code: "window", span });
  }
  throw new SqlError(`${printExpression(descriptor)} is not the event time: windows are made of event time`, {
    code: "window",
    span: descriptor.span,
    hint: "Declare it with WATERMARK FOR.",
  });
}

/** A relation that has these windows already: its own bounds get the names. */
function named(
  node: ast.WindowFunction,
  spec: WindowSpec,
  input: LogicalPlan,
  window: NonNullable<Schema["window"]>,
): LogicalPlan {
  const { span } = node;
  if (!window.closed && !sameWindow(spec, window.spec)) throw twoWindows(window.spec, spec, span);
  if (spec.kind === "session" && window.spec.kind === "session") {
    throw new SqlError("can't reinvoke session window in nested aggregates", { code: "window", span });
  }
  if (!sameWindow(spec, window.spec)) {
    throw new SqlError("window in group by does not match input window", { code: "window", span });
  }
  const { fields, eventTime } = input.schema;
  const column = (index: number | undefined) => columnAt(fields[index!]!, index!); // a window has bounds and a time
  const exprs: Expr[] = [...columnsOfSchema(input.schema), column(window.starts[0]), column(window.ends[0])];
  const time = window.closed ? column(eventTime) : undefined;
  return project(input, time ? [...exprs, time] : exprs, [...fields, ...WINDOW_FIELDS.slice(0, time ? 3 : 2)]);
}

const WINDOW_FIELDS: readonly Field[] = ["window_start", "window_end", "window_time"].map((name) => (
  { name, type: TIMESTAMP, nullable: false }
));

function assigned(input: LogicalPlan, window: WindowSpec, partition: readonly Expr[]): LogicalPlan {
  const exprs: Expr[] = columnsOfSchema(input.schema);
  const fields = [...input.schema.fields];
  const at = (expr: Expr, name: string) =>
    expr.kind === "column" ? expr.index : appendHidden(expr, exprs, fields, name);
  const time = at(eventTimeOf(input)!, RECORD_TIME); // overDescriptor gave it one
  const keys = partition.map((expr) => at(expr, "_partition"));
  const below = fields.length === input.schema.fields.length ? input : project(input, exprs, fields);
  const width = below.schema.fields.length;
  const { key: _, ...schema } = below.schema;
  return {
    kind: "assignWindow",
    input: below,
    window,
    time,
    partition: keys,
    schema: {
      ...schema,
      fields: [...below.schema.fields, ...WINDOW_FIELDS],
      window: { spec: window, starts: [width], ends: [width + 1], structs: [], closed: false },
    },
  };
}
