/** SELECT DISTINCT and UNION: a GROUP BY of all columns. */
import { type Span, SqlError } from "../../schema/errors.ts";
import { type Field, fieldOf, type Schema } from "../../schema/field.ts";
import { type Expr } from "../expr.ts";
import { windowStruct } from "../member.ts";
import { type LogicalPlan, RECORD_TIME, type UpdatePolicy, type Windowing } from "../plan.ts";
import { TIMESTAMP } from "../../schema/types.ts";
import { eventTimeOf } from "./group_plan.ts";
import { columnAt, project } from "./projection.ts";
import { NO_WINDOW_IN_AGGREGATE } from "./window.ts";

/** Each visible row once; by window when a window is among the columns. */
export function distinct(plan: LogicalPlan, updates: UpdatePolicy, span: Span): LogicalPlan {
  const { window, fields } = plan.schema;
  const visible = fields.flatMap((field, index) => field.hidden ? [] : [index]);
  const shown = (columns: readonly number[] = []) => columns.filter((index) => visible.includes(index));
  const [structs, starts, ends] = [shown(window?.structs), shown(window?.starts), shown(window?.ends)];
  const windowed = structs.length > 0 || (starts.length > 0 && ends.length > 0);
  if (window?.closed && !windowed) throw new SqlError(NO_WINDOW_IN_AGGREGATE, { code: "window", span });
  const ofWindow = new Set(windowed ? [...structs, ...starts, ...ends] : []);
  const keys = visible.filter((index) => !ofWindow.has(index));
  const exprs: Expr[] = keys.map((index) => columnAt(fields[index]!, index)); // positions of the schema
  const time = eventTimeOf(plan);
  const timeAt = time && exprs.push(time) - 1;
  const windowing = windowed ? inputWindow(plan, exprs) : undefined;
  const input = project(
    plan,
    exprs,
    exprs.map((expr, i) => fieldOf(fields[keys[i] ?? -1]?.name ?? "key", expr.type, expr.nullable)),
  );
  const schema = schemaOf(keys.map((index) => fields[index]!), plan.schema, windowed, time !== undefined);
  const grouped: LogicalPlan = {
    kind: "aggregate",
    input,
    keys: keys.map((_, i) => i),
    calls: [],
    windowing,
    time: timeAt,
    always: false,
    updates,
    schema,
  };
  const column = (index: number) => columnAt(schema.fields[index]!, index); // positions of the new schema
  const output = visible.map((index): Expr => {
    const key = keys.indexOf(index);
    if (key >= 0) return column(key);
    if (starts.includes(index)) return column(keys.length);
    if (ends.includes(index)) return column(keys.length + 1);
    return windowStruct(column(keys.length), column(keys.length + 1), fields[index]!.name);
  });
  return project(grouped, output, visible.map((index) => fields[index]!));
}

function inputWindow({ schema }: LogicalPlan, exprs: Expr[]): Windowing {
  const [start, end] = [schema.window!.starts[0]!, schema.window!.ends[0]!]; // asked by the caller
  const at = (index: number) => exprs.push(columnAt(schema.fields[index]!, index)) - 1;
  return { kind: "input", start: at(start), end: at(end) };
}

function schemaOf(keys: readonly Field[], input: Schema, windowed: boolean, timed: boolean): Schema {
  const first = keys.length;
  const time: Field = { name: RECORD_TIME, type: TIMESTAMP, nullable: false, hidden: true };
  if (windowed && input.window !== undefined) {
    const bound = (name: string): Field => ({ name, type: TIMESTAMP, nullable: false, hidden: true });
    return {
      fields: [...keys, bound("window_start"), bound("window_end"), time],
      updating: false,
      eventTime: first + 2,
      window: { spec: input.window.spec, closed: true, starts: [first], ends: [first + 1], structs: [] },
    };
  }
  return {
    fields: [...keys, ...(timed ? [time] : [])],
    updating: true,
    key: keys.map((_, i) => i),
    ...(timed && { eventTime: first }),
  };
}
