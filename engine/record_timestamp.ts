/** The time that a sink's records are stamped with. */
import type { Batch } from "../schema/batch.ts";
import { fieldOf, type Schema } from "../schema/field.ts";
import { timestampType } from "../schema/types.ts";
import { castTo } from "../sql/bind/cast.ts";
import type { Expr } from "../sql/expr.ts";
import { Segment } from "./codegen/segment.ts";

/** The record's time in milliseconds: `sink.timestamp_field`, where that is NULL or not given the event time. */
export function timestampColumn(schema: Schema, options: Readonly<Record<string, unknown>>) {
  const name = options["sink.timestamp_field"];
  const named = name === undefined ? -1 : schema.fields.findIndex((field) => field.name === name);
  const times = [named, schema.eventTime].flatMap((index) => millisecondsOf(schema, index));
  const [first, second] = times;
  if (first === undefined) return undefined;
  const millis: Expr = first.nullable && second !== undefined
    ? { kind: "coalesce", args: times, type: first.type, nullable: second.nullable }
    : first;
  const at = schema.fields.length;
  const outputs: Expr[] = schema.fields.map((one, i) => ({ kind: "column", index: i, ...one }));
  const fields = [...schema.fields, fieldOf("_timestamp", millis.type, millis.nullable)];
  const segment = new Segment({ inputs: schema.fields, predicates: [], outputs: [...outputs, millis], fields });
  return { index: at, add: (batch: Batch): Batch => segment.run(batch) };
}

/** The TIMESTAMP column at `index` as TIMESTAMP(3); nothing when there is none. */
function millisecondsOf(schema: Schema, index: number | undefined): Expr[] {
  const field = index === undefined ? undefined : schema.fields[index];
  if (index === undefined || field === undefined) return [];
  const column: Expr = { kind: "column", index, name: field.name, type: field.type, nullable: field.nullable };
  return [castTo(column, timestampType(3), { span: { start: 0, end: 0 }, text: field.name })];
}
