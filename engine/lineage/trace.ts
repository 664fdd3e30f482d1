/**
 * From a row of a query back to the records it comes from: which tables to look into, and by what the records are known.
 * Nothing is looked up here. Where the row does not say enough, the trace says what is missing.
 */
import type { Table } from "../../schema/table.ts";
import type { Expr } from "../../sql/expr.ts";
import { inputsOf, type LogicalPlan, type UpdatePolicy } from "../../sql/plan.ts";
import { carriedClues, type Clue, columnOf, firstColumns, mayChange, shownAt } from "./clue.ts";
import { readsBoth, sideOf, sidesOf } from "./join_sides.ts";

type Node<K extends LogicalPlan["kind"]> = LogicalPlan & { readonly kind: K };

/** How one record is found, or why it is not. */
export type Trace = RecordTrace | UnknownTrace;

/** The newest record that meets the clues is the one. */
export interface RecordTrace {
  readonly kind: "record";
  readonly scan: Node<"scan">;
  /** Over the columns of {@link scan}. */
  readonly clues: readonly Clue[];
  readonly role: Role;
}

export interface UnknownTrace {
  readonly kind: "unknown";
  /** Of the record; undefined: the row as a whole is not known. */
  readonly table: string | undefined;
  /** A clause: `select "user" to see where the row comes from`. */
  readonly reason: string;
}

/** What a record is to the row. */
export interface Role {
  /** It went into an aggregate, with others before it; else the row was made of it. */
  readonly isLast: boolean;
  /**
   * Its window is closed, and what comes later is dropped: `now` as the row comes, `before` some time before that, as in a
   * join of windows. Undefined: it has none.
   */
  readonly closed: "now" | "before" | undefined;
  /** Of an outer join: the row may have been made without it. */
  readonly isOptional: boolean;
  /** Positions of the row's values one of which is NULL only if it was. */
  readonly present: readonly number[];
  /** So long it may take until a record that was read is in the rows that come, in milliseconds. */
  readonly delay: number;
  /** More than the row shows decided which record it was made of: one that fits may be another. */
  readonly isByMore: boolean;
}

/** Why records of a table cannot be looked up; undefined: they can. */
export type Refusal = (table: Table) => string | undefined;

const COMPUTED = "which rows are in its group was computed of several rows";

const SELECTED = "which rows are in its group was decided by other rows";

const OWN: Role = { isLast: false, closed: undefined, isOptional: false, present: [], delay: 0, isByMore: false };

/** `clues` are over the columns of the plan. At least one trace. */
export function tracesOf(plan: LogicalPlan, clues: readonly Clue[], refusal: Refusal): readonly Trace[] {
  return visit(plan, { clues, role: OWN, isAlone: true, refusal });
}

interface Way {
  readonly clues: readonly Clue[];
  readonly role: Role;
  /** Nothing stands above that combines rows: what a node gives is shown at once. */
  readonly isAlone: boolean;
  readonly refusal: Refusal;
}

function visit(plan: LogicalPlan, way: Way): readonly Trace[] {
  switch (plan.kind) {
    case "scan":
      return [ofScan(plan, way)];
    case "filter":
      return visit(plan.input, { ...way, clues: [...way.clues, { kind: "holds", expr: plan.predicate }] });
    case "project":
      return below(plan.input, way, (index) => plan.exprs[index]);
    case "watermark":
    case "over":
      return below(plan.input, way, firstColumns(plan.input));
    case "limit":
    case "sort":
    case "topN":
      return ofSelected(plan, way);
    case "aggregate":
      return ofAggregate(plan, way);
    case "assignWindow":
      return ofWindows(plan, way);
    case "join":
      return ofJoin(plan, way);
    case "union":
      return unknown("it may come from any of several queries (UNION ALL, GROUPING SETS)");
    case "unnest":
      return unknown("it is one element of an array (UNNEST)");
    case "processingTime":
      return unknown("its window is one of the clock, and records do not tell when they were read");
    case "invoke":
      return unknown("it goes through a function of yours");
    case "memory":
      return unknown(`"${plan.table}" is a memory table: its rows are not records`);
    case "values":
      return unknown("it was written in the query itself");
    default:
      return plan satisfies never;
  }
}

function unknown(reason: string, plan?: LogicalPlan): readonly UnknownTrace[] {
  return [{ kind: "unknown", table: plan && tablesOf(plan), reason }];
}

/** Below an aggregate all rows that meet the clues have gone into it: one that is lost makes others of them. */
function below(input: LogicalPlan, way: Way, column: (index: number) => Expr | undefined): readonly Trace[] {
  const { clues, lost } = carriedClues(way.clues, column);
  if (way.role.isLast && lost.length > 0) return unknown(COMPUTED, input);
  return visit(input, { ...way, clues, role: byMore(way.role, lost.length > 0) });
}

function byMore(role: Role, isByMore: boolean): Role {
  return isByMore ? { ...role, isByMore } : role;
}

/** Rows that pass because others do not. */
function ofSelected(plan: Node<"limit" | "sort" | "topN">, way: Way): readonly Trace[] {
  if (way.role.isLast && keepsSome(plan)) return unknown(SELECTED, plan);
  const column = firstColumns(plan.input);
  const role = byMore(way.role, !showsWhatSelects(plan, way.clues));
  if (plan.kind !== "topN") return below(plan.input, { ...way, role }, column);
  return below(plan.input, { ...way, role: delayed({ ...way, role }, plan.updates), isAlone: false }, column);
}

/** Some rows do not pass. */
function keepsSome(plan: Node<"limit" | "sort" | "topN">): boolean {
  return plan.kind !== "sort" || plan.limit !== undefined || plan.offset > 0;
}

/** Rows that show the same are selected alike, or there is nothing to tell them apart. */
function showsWhatSelects(plan: Node<"limit" | "sort" | "topN">, clues: readonly Clue[]): boolean {
  if (plan.kind === "limit") return false;
  if (!keepsSome(plan)) return true;
  const columns = [...(plan.kind === "topN" ? plan.partition : []), ...plan.keys.map(({ index }) => index)];
  return columns.every((column) => shownAt(clues, column) !== undefined);
}

/** Two ticks of a pipeline, in milliseconds: what one part emits, the next may hold until then. */
const TICKS_MS = 100;

/** The role below a node that emits now and then. */
function delayed({ role, isAlone }: Way, { interval }: UpdatePolicy): Role {
  return isAlone ? role : { ...role, delay: role.delay + interval + TICKS_MS };
}

function ofScan(scan: Node<"scan">, { clues, role, refusal }: Way): Trace {
  const { name } = scan.table;
  const refused = scan.schema.updating ? "its records are changes, several of which make a row" : refusal(scan.table);
  if (refused !== undefined) return { kind: "unknown", table: name, reason: refused };
  const certain = clues.filter(({ expr }) => !mayChange(expr));
  const missing = clues.some((clue) => mayChange(clue.expr) && (role.isLast || clue.kind === "holds"));
  if (missing) {
    const reason = "the way from its records goes through a function that may give something else now";
    return { kind: "unknown", table: name, reason };
  }
  if (!role.isLast && !certain.some(({ kind }) => kind === "equals")) {
    return { kind: "unknown", table: name, reason: "select a column of it to see which record" };
  }
  return { kind: "record", scan, clues: certain, role: byMore(role, certain.length < clues.length) };
}

/** The rows of a group are those whose keys, and window, are the row's. */
function ofAggregate(plan: Node<"aggregate">, way: Way): readonly Trace[] {
  const { keys, windowing, input } = plan;
  const isAbove = !way.role.isLast;
  const missing = keys.flatMap((_, key) => shownAt(way.clues, key) === undefined ? [plan.schema.fields[key]] : []);
  if (isAbove && missing.length > 0) {
    const names = missing.flatMap((field) => field === undefined ? [] : [`"${field.name}"`]);
    return unknown(`select ${names.join(", ")} to see where the row comes from`);
  }
  const window = windowClues(plan, way.clues);
  if (windowing !== undefined && window.length === 0) {
    return unknown("select the window's start and end to see where the row comes from");
  }
  const { clues, lost } = carriedClues(
    window.length === 0 ? way.clues : withoutBounds(way.clues, keys.length),
    (index) => index < keys.length ? columnOf(input, keys[index]!) : undefined, // below their number
  );
  if (way.role.isLast && lost.length > 0) return unknown(COMPUTED, input);
  const role: Role = windowing === undefined
    ? { ...delayed(way, plan.updates), isLast: true }
    : { ...way.role, isLast: true, closed: way.isAlone ? "now" : "before" };
  return visit(input, { ...way, clues: [...clues, ...window], role, isAlone: false });
}

/** Clues that do not say what the `count` columns from `start` on are, which are those of a window. */
function withoutBounds(clues: readonly Clue[], start: number, count = 2): readonly Clue[] {
  return clues.filter(({ kind, expr }) =>
    kind !== "equals" || expr.kind !== "column" || expr.index < start || expr.index >= start + count
  );
}

/** Two, where the row shows the window that it is of. */
function windowClues({ keys, windowing, input, time }: Node<"aggregate">, clues: readonly Clue[]): readonly Clue[] {
  if (windowing === undefined) return [];
  const [start, end] = [keys.length, keys.length + 1].map((index) => shownAt(clues, index));
  if (start === undefined || end === undefined) return [];
  if (windowing.kind === "time") return time === undefined ? [] : within(columnOf(input, time), start, end);
  return [[windowing.start, start] as const, [windowing.end, end] as const].flatMap(([index, at]): Clue[] => {
    const expr = columnOf(input, index);
    return expr === undefined ? [] : [{ kind: "equals", expr, at }];
  });
}

/** A record is in a window from its start to before its end; a session's end is a gap behind its last record. */
function within(time: Expr | undefined, start: number, end: number): readonly Clue[] {
  return time === undefined ? [] : [{ kind: "from", expr: time, at: start }, { kind: "before", expr: time, at: end }];
}

/** Rows that were told their window, which stands behind their own columns: its start, its end, and the time that the end says. */
function ofWindows(plan: Node<"assignWindow">, way: Way): readonly Trace[] {
  const width = plan.input.schema.fields.length;
  const [start, end] = [shownAt(way.clues, width), shownAt(way.clues, width + 1)];
  if (start === undefined || end === undefined) return below(plan.input, way, firstColumns(plan.input));
  const window = within(columnOf(plan.input, plan.time), start, end);
  const { clues, lost } = carriedClues(withoutBounds(way.clues, width, 3), firstColumns(plan.input));
  if (way.role.isLast && lost.length > 0) return unknown(COMPUTED, plan.input);
  return visit(plan.input, { ...way, clues: [...clues, ...window] });
}

/** One record of each side that gives columns. */
function ofJoin(plan: Node<"join">, way: Way): readonly Trace[] {
  const isFilter = sidesOf(plan.type).length === 1;
  const isByMore = plan.condition !== undefined || plan.when.kind === "interval" || readsBoth(plan, way.clues) ||
    (isFilter && plan.keys.some(({ left }) => shownAt(way.clues, left) === undefined));
  if (way.role.isLast && isFilter) return unknown(SELECTED, plan);
  if (way.role.isLast && isByMore) return unknown("its group is of pairs of rows, and not by their keys alone", plan);
  return sidesOf(plan.type).flatMap((side) => {
    const input = side === "left" ? plan.left : plan.right;
    const { clues, isOptional, present, missing } = sideOf(side, plan, way.clues);
    if (missing.length > 0) {
      const names = missing.map((name) => `"${name}"`).join(", ");
      const cure = way.role.isLast ? `the group is not by ${names}` : `select ${names} to see which of its records`;
      return unknown(cure, input);
    }
    const role = {
      ...byMore(way.role, isByMore),
      isOptional: way.role.isOptional || isOptional,
      present: [...way.role.present, ...present],
    };
    return visit(input, { ...way, clues, role, isAlone: false });
  });
}

/** Names of the tables below. */
function tablesOf(plan: LogicalPlan): string | undefined {
  const names = (node: LogicalPlan): readonly string[] =>
    node.kind === "scan" ? [node.table.name] : inputsOf(node).flatMap(names);
  const found = [...new Set(names(plan))];
  return found.length === 0 ? undefined : found.join(", ");
}
