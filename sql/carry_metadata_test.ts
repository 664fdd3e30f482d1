import assert from "node:assert/strict";
import { type Field, fieldOf } from "../schema/field.ts";
import type { Table } from "../schema/table.ts";
import { BIGINT, BOOLEAN, INT, TEXT, TIMESTAMP } from "../schema/types.ts";
import { columnAt } from "./bind/projection.ts";
import { type MetadataColumn, withMetadata } from "./carry_metadata.ts";
import { children, type Expr } from "./expr.ts";
import { inputsOf, type LogicalPlan } from "./plan.ts";

const TABLE = { name: "orders" } as Table; // nothing else of it is looked at
const METADATA: readonly MetadataColumn[] = [
  { key: "partition", field: fieldOf("partition", INT, false) },
  { key: "offset_id", field: fieldOf("offset", BIGINT, false) },
];
const TIME: Field = { ...fieldOf("_event_time", TIMESTAMP, false), hidden: true };
const WATERMARK: Field = { ...fieldOf("_watermark", TIMESTAMP, false), hidden: true };
const READ = [fieldOf("id", BIGINT), fieldOf("user", TEXT), TIME];

const SCAN: LogicalPlan = {
  kind: "scan",
  table: TABLE,
  columns: [{ kind: "physical", index: 0 }, { kind: "physical", index: 1 }, { kind: "recordTime" }],
  bounded: false,
  schema: { fields: READ, updating: false, eventTime: 2 },
};
const FOLLOWED: LogicalPlan = {
  kind: "watermark",
  input: SCAN,
  watermark: columnAt(TIME, 2),
  schema: { fields: [...READ, WATERMARK], updating: false, eventTime: 2, rowWatermark: 3 },
};

function late(plan: LogicalPlan): LogicalPlan {
  const { fields } = plan.schema;
  const predicate: Expr = {
    kind: "isNull",
    arg: columnAt(fields[3]!, 3),
    negated: true,
    type: BOOLEAN,
    nullable: false,
  };
  return { kind: "filter", input: plan, predicate, schema: plan.schema };
}

function selected(plan: LogicalPlan, names: readonly string[]): LogicalPlan {
  const { fields } = plan.schema;
  const exprs = names.map((name) => fields.findIndex((field) => field.name === name))
    .map((index) => columnAt(fields[index]!, index));
  return {
    kind: "project",
    input: plan,
    exprs,
    schema: { fields: exprs.map(({ name, type }) => fieldOf(name, type)), updating: false },
  };
}

/** Every column that an expression reads is the one of that name. */
function assertColumns(plan: LogicalPlan): void {
  const [input] = inputsOf(plan);
  if (input === undefined) return;
  const check = (expr: Expr): void => {
    if (expr.kind === "column") assert.equal(input.schema.fields[expr.index]?.name, expr.name, plan.kind);
    children(expr).forEach(check);
  };
  if (plan.kind === "project") plan.exprs.forEach(check);
  if (plan.kind === "filter") check(plan.predicate);
  if (plan.kind === "watermark") check(plan.watermark);
  const { eventTime, rowWatermark, fields } = plan.schema;
  if (eventTime !== undefined) assert.equal(fields[eventTime]?.name, TIME.name);
  if (rowWatermark !== undefined) assert.equal(fields[rowWatermark]?.name, WATERMARK.name);
  assertColumns(input);
}

Deno.test("withMetadata carries columns of the record behind those of the query, through all that keeps rows apart", () => {
  const plan = withMetadata(
    selected(late(selected(late(FOLLOWED), ["user", "id", "_event_time", "_watermark"])), ["id"]),
    () => METADATA,
  );
  assert.ok(plan);
  assert.deepEqual(plan.schema.fields.map(({ name, hidden }) => [name, hidden]), [
    ["id", undefined],
    ["partition", undefined],
    ["offset", undefined],
  ]);
  assertColumns(plan);
});

Deno.test("withMetadata leaves a query alone whose rows are not one record each, or have none", () => {
  const { schema } = SCAN;
  assert.equal(withMetadata(selected(FOLLOWED, ["id"]), () => []), undefined);
  assert.equal(withMetadata({ kind: "union", inputs: [SCAN, SCAN], schema }, () => METADATA), undefined);
  assert.equal(
    withMetadata({ kind: "unnest", input: SCAN, array: 1, schema } as unknown as LogicalPlan, () => METADATA),
    undefined,
  );
  assert.equal(withMetadata({ ...SCAN, schema: { ...schema, updating: true } }, () => METADATA), undefined);
});
