/** CREATE TABLE's elements to columns, and a table to the plan that reads it. */
import { type Span, SqlError } from "../../schema/errors.ts";
import { type Field, fieldOf, type Schema } from "../../schema/field.ts";
import type { Table, TableColumn } from "../../schema/table.ts";
import { type Interval, TIMESTAMP, timestampType, typeName } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import type { ScalarFunction } from "../functions/function.ts";
import { resolveBinary } from "../operators.ts";
import { parseExpression } from "./stored_expression.ts";
import { type LogicalPlan, RECORD_TIME, ROW_WATERMARK, type ScanColumn } from "../plan.ts";
import { refuseUser } from "../lift.ts";
import { printExpression } from "../print.ts";
import { castTo, literal } from "./cast.ts";
import { bindExpression } from "./expression.ts";
import type { TableFacts } from "./query_context.ts";
import { NO_COLUMNS, pick, type Scope, scopeOf } from "./scope.ts";
import { bindType } from "./type_name.ts";

/** What the elements in brackets say. */
export interface TableElements {
  readonly columns: readonly TableColumn[];
  readonly primaryKey: readonly string[];
  readonly eventTime: Table["eventTime"];
}

export function bindElements(
  elements: readonly ast.TableElement[],
  functions: readonly ScalarFunction[],
): TableElements {
  const columns: TableColumn[] = [];
  const primaryKey: string[] = [];
  const computed: { readonly node: ast.ComputedColumn; readonly index: number }[] = [];
  let watermark: ast.WatermarkDefinition | undefined;
  for (const element of elements) {
    switch (element.kind) {
      case "column": {
        refuseRepeated(columns, element.name);
        columns.push(bindColumn(element));
        if (element.constraints.some((one) => one.kind === "primaryKey")) primaryKey.push(element.name.name);
        break;
      }
      case "computedColumn":
        refuseRepeated(columns, element.name);
        computed.push({ node: element, index: columns.length });
        columns.push(generated(element.name.name, TIMESTAMP, true, element.expression));
        break;
      case "watermark":
        if (watermark) {
          throw new SqlError("Only one WATERMARK FOR constraint is allowed per table", {
            code: "table",
            span: element.span,
          });
        }
        watermark = element;
        break;
      case "primaryKey":
        primaryKey.push(...element.columns.map((name) => columnNamed(columns, name).name));
        break;
      default:
        element satisfies never;
    }
  }
  typeComputed(columns, computed, functions);
  checkGenerated(columns, elements, functions);
  return { columns, primaryKey, eventTime: watermark && bindWatermark(columns, watermark, functions) };
}

function refuseRepeated(columns: readonly TableColumn[], name: ast.Identifier): void {
  if (!columns.some((column) => column.name === name.name)) return;
  throw new SqlError(`Column '${name.name}' is defined twice`, { code: "table", span: name.span });
}

function bindColumn(node: ast.ColumnDefinition): TableColumn {
  const type = bindType(node.type);
  const nullable = !node.constraints.some((one) => one.kind === "notNull");
  const base = { name: node.name.name, type, nullable };
  for (const constraint of node.constraints) {
    if (constraint.kind === "metadata") {
      return { ...base, role: "metadata", metadata: constraint.key?.value ?? node.name.name };
    }
    if (constraint.kind === "generated") {
      const key = metadataKey(constraint.expression);
      return key === undefined
        ? generated(base.name, type, nullable, constraint.expression)
        : { ...base, role: "metadata", metadata: key };
    }
  }
  return { ...base, role: "physical" };
}

/** `GENERATED ALWAYS AS (metadata('key'))`, the old form of METADATA FROM. */
function metadataKey(node: ast.Expression): string | undefined {
  const arg = node.kind === "call" && node.name.name === "metadata" ? node.arguments[0] : undefined;
  return arg?.kind === "string" ? arg.value : undefined;
}

function generated(name: string, type: TableColumn["type"], nullable: boolean, node: ast.Expression): TableColumn {
  return { name, type, nullable, role: "generated", expression: printExpression(node) };
}

/** Physical and metadata columns: what generated ones are computed from. */
function recordScope(columns: readonly TableColumn[]): Scope {
  const fields = columns.map((column): Field => ({ ...column, hidden: column.role === "generated" }));
  return scopeOf({ fields, updating: false }, undefined);
}

/** `a AS b + 1` has the type of its expression. */
function typeComputed(
  columns: TableColumn[],
  computed: readonly { node: ast.ComputedColumn; index: number }[],
  functions: readonly ScalarFunction[],
): void {
  for (const { node, index } of computed) {
    const expr = bindExpression(node.expression, { scope: recordScope(columns), parameters: [], functions });
    columns[index] = generated(node.name.name, expr.type, expr.nullable, node.expression);
  }
}

/** Errors of generated columns appear when the table is created, with a caret. */
function checkGenerated(
  columns: readonly TableColumn[],
  elements: readonly ast.TableElement[],
  functions: readonly ScalarFunction[],
): void {
  for (const element of elements) {
    if (element.kind !== "column") continue;
    const constraint = element.constraints.find((one) => one.kind === "generated");
    if (constraint?.kind !== "generated" || metadataKey(constraint.expression) !== undefined) continue;
    const expr = bindExpression(constraint.expression, { scope: recordScope(columns), parameters: [], functions });
    castTo(expr, bindType(element.type), { span: constraint.span, text: printExpression(constraint.expression) });
  }
}

function columnNamed(columns: readonly TableColumn[], name: ast.Identifier): TableColumn {
  const column = pick(columns, name, (one) => one.name);
  if (column !== undefined) return column;
  throw new SqlError(`'${name.name}' not found`, { code: "not_found", span: name.span });
}

function bindWatermark(
  columns: readonly TableColumn[],
  node: ast.WatermarkDefinition,
  functions: readonly ScalarFunction[],
): Table["eventTime"] {
  const column = columnNamed(columns, node.column);
  if (column.type.kind !== "timestamp") {
    throw new SqlError(`WATERMARK FOR needs a TIMESTAMP column, but '${column.name}' is ${typeName(column.type)}`, {
      code: "type",
      span: node.column.span,
      hint: "Add a generated column: ts TIMESTAMP AS (to_timestamp_millis(ms)).",
    });
  }
  if (node.expression === undefined) return { column: column.name };
  const scope = scopeOf({ fields: columns, updating: false }, undefined);
  const expr = bindExpression(node.expression, { scope, parameters: [], functions });
  checkWatermarkType(expr, node.expression.span);
  refuseUser(expr, "WATERMARK FOR", node.expression.span);
  return { column: column.name, watermark: printExpression(node.expression) };
}

function checkWatermarkType(expr: Expr, span: Span): void {
  if (expr.type.kind === "timestamp") return;
  throw new SqlError(`the type of the WATERMARK FOR expression must be TIMESTAMP, but was ${typeName(expr.type)}`, {
    code: "type",
    span,
  });
}

// ---------------------------------------------------------------------------------------------------------------------

const ONE_SECOND: Interval = { months: 0, days: 0, nanos: 1_000_000_000n };

/** A record whose event time is NULL is bad data, and so is a change of a row without its key: what is read is NOT NULL. */
export function isNullable(column: TableColumn, { eventTime, primaryKey }: Table, updating: boolean): boolean {
  if (column.role !== "physical") return column.nullable;
  return column.nullable && column.name !== eventTime?.column && !(updating && primaryKey.includes(column.name));
}

/** The plan that reads a connector table: scan, generated columns, event time. */
export function scanOf(table: Table, facts: TableFacts): LogicalPlan {
  const read = table.columns.filter((column) => column.role !== "generated");
  const updating = facts.updating(table);
  const fields: Field[] = read.map((column) => fieldOf(column.name, column.type, isNullable(column, table, updating)));
  let physical = 0;
  const columns = read.map((column): ScanColumn =>
    column.role === "metadata"
      ? { kind: "metadata", key: column.metadata ?? column.name }
      : { kind: "physical", index: physical++ }
  );
  const timeType = facts.hasRecords(table) ? timestampType(3) : TIMESTAMP;
  fields.push({ name: RECORD_TIME, type: timeType, nullable: false, hidden: true });
  columns.push({ kind: "recordTime" });
  const key = updating ? table.primaryKey.map((name) => fields.findIndex((field) => field.name === name)) : undefined;
  const schema: Schema = { fields, updating, eventTime: fields.length - 1, ...(key && { key }) };
  const scan: LogicalPlan = { kind: "scan", table, columns, bounded: facts.bounded(table), schema };
  return withEventTime(withGenerated(scan, table, facts.functions), table, facts.functions);
}

function withGenerated(scan: LogicalPlan, table: Table, functions: readonly ScalarFunction[]): LogicalPlan {
  if (!table.columns.some((column) => column.role === "generated")) return scan;
  const scope = scopeOf(scan.schema, table.name);
  const exprs = table.columns.map((column): Expr => {
    if (column.expression === undefined) {
      return bindExpression(
        { kind: "name", parts: [{ name: column.name, quoted: true, span: NOWHERE }], span: NOWHERE },
        { scope, parameters: [], functions },
      );
    }
    const node = parseExpression(column.expression);
    return castTo(bindExpression(node, { scope, parameters: [], functions }), column.type, {
      span: NOWHERE,
      text: column.expression,
    });
  });
  const time = scan.schema.eventTime!; // set by scanOf
  const timeField = scan.schema.fields[time]!;
  exprs.push({ kind: "column", index: time, ...timeField });
  const fields: Field[] = table.columns.map(({ name, type }, i) => fieldOf(name, type, exprs[i]!.nullable));
  fields.push(timeField);
  return { kind: "project", input: scan, exprs, schema: { fields, updating: false, eventTime: fields.length - 1 } };
}

const NOWHERE: Span = { start: 0, end: 0 };

function withEventTime(input: LogicalPlan, table: Table, functions: readonly ScalarFunction[]): LogicalPlan {
  const { eventTime } = table;
  const declared = eventTime && input.schema.fields.findIndex((field) => field.name === eventTime.column);
  const index = declared ?? input.schema.eventTime!; // set by scanOf
  const field = input.schema.fields[index]!;
  const column: Expr = { kind: "column", index, name: field.name, type: field.type, nullable: field.nullable };
  const watermarkField: Field = { name: ROW_WATERMARK, type: TIMESTAMP, nullable: false, hidden: true };
  const { fields } = input.schema;
  const schema: Schema = {
    ...input.schema,
    fields: [...fields, watermarkField],
    eventTime: index,
    rowWatermark: fields.length,
  };
  if (eventTime === undefined) return { kind: "watermark", input, watermark: oneSecondBefore(column), schema };
  if (eventTime.watermark === undefined) return { kind: "watermark", input, watermark: column, schema };
  const scope = { ...NO_COLUMNS, ...scopeOf(schema, table.name) };
  const watermark = bindExpression(parseExpression(eventTime.watermark), { scope, parameters: [], functions });
  return { kind: "watermark", input, watermark, schema };
}

/** Nothing declared: event time − 1 second. */
function oneSecondBefore(column: Expr): Expr {
  const interval = literal(ONE_SECOND, { kind: "interval" });
  const resolved = resolveBinary("-", { type: column.type, nullable: false }, {
    type: interval.type,
    nullable: false,
    constant: ONE_SECOND,
  });
  return {
    kind: "call",
    name: "-",
    args: [column, interval],
    implementation: resolved.implementation,
    type: resolved.returns,
    nullable: column.nullable,
    nulls: "propagate",
    mayReturnNull: false,
    volatile: false,
    text: `${column.kind === "column" ? column.name : "event time"} - INTERVAL '1 second'`,
  };
}
