/** The columns of a table as one writer's decoder sees them: where each gets its values from. */
import type { Column } from "../../column.ts";
import { DataError, InternalError } from "../../errors.ts";
import { typeName, type Value } from "../../types.ts";
import type { DecodeField } from "../format.ts";
import { BadValue } from "../json_cursor.ts";
import { isUtf8 } from "../utf8.ts";
import type { AvroCursor } from "./cursor.ts";
import { indexByName } from "./field_index.ts";
import type { RangeColumn } from "./range_column.ts";
import { type Default, type Plan, type RecordPlan, resolve, Unresolvable } from "./resolve.ts";
import { rangeStart } from "./scalars.ts";
import type { AvroRecord, AvroType } from "./schema.ts";
import type { Readers, WriteJsonOrNull } from "./values.ts";

/** A column that is read, for the decoder's whole life. */
export interface Target {
  readonly field: DecodeField;
  /** Its position among the table's columns. */
  readonly index: number;
  readonly column: Column;
  /** There for columns of bytes. */
  readonly ranges: RangeColumn | undefined;
}

/** Reads the value at the cursor into a row, the exact way. Throws {@link BadValue}. */
export type Store = (cursor: AvroCursor, row: number) => void;

/** A target that one field of the writer's record fills. */
export interface Filled {
  readonly target: Target;
  readonly plan: Plan;
  readonly store: Store;
}

/** One field of the writer's record; no targets: it is skipped. */
export interface WrittenField {
  readonly type: AvroType;
  readonly filled: readonly Filled[];
}

/** What becomes of each record of a writer. */
export interface RowPlan {
  readonly fields: readonly WrittenField[];
  /** Targets that the writer has no field for, and what they hold instead. */
  readonly constants: readonly { readonly target: Target; readonly value: Value }[];
}

/** Throws a `DataError` that names the column, when the writer's record cannot be read into the columns. */
export function rowPlan(
  writer: AvroRecord,
  reader: AvroRecord | undefined,
  targets: readonly Target[],
  readers: Readers,
): RowPlan {
  const plan = recordPlan(writer, reader);
  const names = plan.to.fields.map((field) => field.name);
  const byField = new Map<number, Target[]>();
  const constants: { target: Target; value: Value }[] = [];
  for (const target of targets) {
    const field = indexByName(names, target.field.name);
    const missing = plan.defaults.find((one) => one.field === field);
    if (missing !== undefined) constants.push({ target, value: defaultOf(missing, target, readers) });
    else if (field !== undefined) byField.set(field, [...(byField.get(field) ?? []), target]);
    else if (target.field.nullable) constants.push({ target, value: null });
    else throw unreadable(target, ": the writer has no such field, and the column is NOT NULL");
  }
  const fields = plan.steps.map(({ type, field, plan: inner }): WrittenField => {
    const to = plan.to.fields[field ?? 0]?.type ?? type;
    const fed = field === undefined ? undefined : byField.get(field);
    if (fed === undefined || inner === undefined) return { type, filled: [] };
    return { type, filled: fed.map((target) => ({ target, plan: inner, store: storeOf(target, inner, to, readers) })) };
  });
  return { fields, constants };
}

/** With columns declared by hand every field of the writer is what it is, and is taken by its name. */
function recordPlan(writer: AvroRecord, reader: AvroRecord | undefined): RecordPlan {
  if (reader === undefined) {
    const steps = writer.fields.map(({ type }, field) => ({ type, field, plan: resolve(type, type) }));
    return { kind: "record", steps, defaults: [], to: writer };
  }
  try {
    const plan = resolve(writer, reader);
    if (plan.kind === "record") return plan;
  } catch (error) {
    if (!(error instanceof Unresolvable)) throw error;
    throw new DataError(`Avro schema of the writer does not fit that of the table: field ${quotePath(error.message)}`, {
      code: "bad_schema",
    });
  }
  throw new InternalError("a record resolved to something else");
}

/** `a.b: why` with the path in quotes. */
function quotePath(message: string): string {
  return message.replace(/^([^:]*)/, "'$1'");
}

function defaultOf(missing: Default, target: Target, readers: Readers): Value {
  try {
    const value = readers.defaultValue(missing, target.field.type);
    if (value === null && !target.field.nullable) {
      throw unreadable(target, ": the default of the field is null, but the column is NOT NULL");
    }
    return value;
  } catch (error) {
    if (error instanceof Unresolvable) throw unreadable(target, error.message);
    if (error instanceof BadValue) throw unreadable(target, `: the default of the field: ${error.message}`);
    throw error;
  }
}

function unreadable({ field }: Target, message: string): DataError {
  return new DataError(
    `Avro schema of the writer does not fit column '${field.name}' ${typeName(field.type)}${
      message.startsWith(":") ? message : `: in field ${quotePath(message)}`
    }`,
    { code: "bad_schema" },
  );
}

function storeOf(target: Target, plan: Plan, to: AvroType, readers: Readers): Store {
  const { field, column } = target;
  const { valid } = column;
  let store: Store;
  try {
    store = presentStore(target, plan, to, readers);
  } catch (error) {
    if (error instanceof Unresolvable) throw unreadable(target, error.message);
    throw error;
  }
  if (plan.kind !== "union") return store;
  // Ranges are for values that need no look at their branch; here the branch decides.
  const reads = plan.branches.map((branch): Store | undefined => {
    if (branch.kind === "scalar" && branch.to.kind === "null") return undefined;
    return rangeStore(target, branch);
  });
  const nulls = plan.branches.map((branch) => branch.kind === "scalar" && branch.to.kind === "null");
  if (field.type.kind === "json" || !reads.some((read) => read !== undefined)) return store;
  return (cursor, row) => {
    const start = cursor.position;
    const index = cursor.index(nulls.length, "a union has no branch");
    const read = reads[index];
    if (read === undefined) {
      cursor.position = start;
      store(cursor, row);
    } else {
      read(cursor, row);
      if (valid !== undefined) valid[row] = 1;
    }
  };
}

function presentStore(target: Target, plan: Plan, to: AvroType, readers: Readers): Store {
  const { field, column } = target;
  if (field.type.kind === "json") return jsonStore(target, readers.jsonOrNull(plan, to));
  const read = readers.value(plan, field.type, to);
  const range = rangeStore(target, plan);
  const { valid } = column;
  if (range !== undefined) {
    return (cursor, row) => {
      range(cursor, row);
      if (valid !== undefined) valid[row] = 1;
    };
  }
  return (cursor, row) => storeValue(target, row, read(cursor));
}

function jsonStore(target: Target, write: WriteJsonOrNull): Store {
  const { column, ranges } = target;
  if (ranges === undefined || column.kind !== "bytes") throw new InternalError("a column of JSON without its ranges");
  return (cursor, row) => {
    const start = ranges.open();
    if (!write(cursor, column.arena)) return storeValue(target, row, null);
    ranges.close(row, start);
    if (column.valid !== undefined) column.valid[row] = 1;
  };
}

/** Strings and bytes that can stay where they are. */
function rangeStore({ field, column }: Target, plan: Plan): Store | undefined {
  if (column.kind !== "bytes" || plan.kind !== "scalar" || !isRange(plan, field.type.kind)) return undefined;
  const { from } = plan;
  const { starts, ends } = column;
  const text = field.type.kind === "text";
  return (cursor, row) => {
    const start = rangeStart(cursor, from);
    if (text && !isUtf8(cursor.bytes, start, cursor.position)) throw new BadValue("invalid UTF-8");
    starts[row] = start;
    ends[row] = cursor.position;
  };
}

/** Whether a value in the record's bytes is the column's value as it stands. */
export function isRange({ to }: Plan & { kind: "scalar" }, kind: string): boolean {
  if (kind === "text") return to.kind === "string" || (to.kind === "bytes" && to.logical === undefined);
  return kind === "bytea" && (to.kind === "string" || to.kind === "bytes" || to.kind === "fixed");
}

/** Throws {@link BadValue} for NULL in a NOT NULL column. */
export function storeValue({ column, ranges }: Target, row: number, value: Value): void {
  const { valid } = column;
  if (value === null) {
    if (valid === undefined) throw new BadValue("NULL in a NOT NULL column");
    valid[row] = 0;
    if (column.kind === "any") column.values[row] = null;
    if (column.kind === "bytes") column.starts[row] = column.ends[row] = 0;
    return;
  }
  if (valid !== undefined) valid[row] = 1;
  // By the table at Value each type has one JavaScript type.
  switch (column.kind) {
    case "bool":
      column.values[row] = value === true ? 1 : 0;
      return;
    case "int32":
    case "float64":
      column.values[row] = value as number;
      return;
    case "int64":
      column.values[row] = value as bigint;
      return;
    case "any":
      column.values[row] = value;
      return;
    case "bytes":
      if (ranges === undefined) throw new InternalError("a column of bytes without its ranges");
      if (typeof value === "string") ranges.storeText(row, value);
      else ranges.storeBytes(row, value as Uint8Array);
      return;
    default:
      column satisfies never;
  }
}
