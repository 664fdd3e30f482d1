/** Which columns a name may mean. */
import { type Span, SqlError } from "../../schema/errors.ts";
import type { Schema } from "../../schema/field.ts";
import { nearest } from "../../schema/options.ts";
import type { SqlType } from "../../schema/types.ts";
import type { Identifier } from "../ast.ts";

export interface ScopeColumn {
  /** Alias or name of the relation; absent for an unnamed one. */
  readonly relation: string | undefined;
  readonly name: string;
  /** Position in the input's schema. */
  readonly index: number;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** Of a column of USING: named with its relation before it; without one the column of both sides is meant. */
  readonly qualifiedOnly?: boolean;
}

export interface Scope {
  readonly columns: readonly ScopeColumn[];
  /** What `row_time()` is; not among {@link columns} when it is hidden. */
  readonly eventTime: ScopeColumn | undefined;
}

export const NO_COLUMNS: Scope = { columns: [], eventTime: undefined };

/** The columns of a relation that can be named; `names` replaces their own names. */
export function scopeOf(schema: Schema, relation: string | undefined, names: readonly string[] = []): Scope {
  const columns: ScopeColumn[] = [];
  schema.fields.forEach((field, index) => {
    if (field.hidden) return;
    const name = names[columns.length] ?? field.name;
    columns.push({ relation, name, index, type: field.type, nullable: field.nullable });
  });
  const time = schema.eventTime === undefined ? undefined : schema.fields[schema.eventTime];
  if (time === undefined || schema.eventTime === undefined) return { columns, eventTime: undefined };
  return { columns, eventTime: { ...time, relation, index: schema.eventTime } };
}

/** A column and the struct fields that are taken from it. */
export interface Resolved {
  readonly column: ScopeColumn;
  readonly fields: readonly Identifier[];
}

/** `a`, `a.b`, `a.b.c`: table.column.field … first, then column.field.field …. */
export function resolvePath(scope: Scope, parts: readonly Identifier[]): Resolved {
  const [first, second] = parts;
  if (first === undefined) throw new SqlError("A name is empty");
  if (second !== undefined) {
    const relation = matching(scope.columns, first, (column) => column.relation ?? "");
    const column = pick(relation, second, (one) => one.name);
    if (column !== undefined) return { column, fields: parts.slice(2) };
  }
  const column = pick(scope.columns.filter((one) => !one.qualifiedOnly), first, (one) => one.name);
  if (column !== undefined) return { column, fields: parts.slice(1) };
  throw notFound(scope, parts);
}

function notFound(scope: Scope, parts: readonly Identifier[]): SqlError {
  const written = parts.map((part) => part.name).join(".");
  const span: Span = { start: parts[0]?.span.start ?? 0, end: parts.at(-1)?.span.end ?? 0 };
  const word = parts.length > 1 ? parts[1]!.name : parts[0]!.name; // parts is not empty
  const names = scope.columns.filter((column) => !column.qualifiedOnly).map((column) => column.name);
  const near = nearest(word, names);
  const relations = [...new Set(scope.columns.flatMap((column) => column.relation ?? []))];
  const hint = near.length > 0
    ? `Did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`
    : names.length > 0
    ? `${relations.length > 0 ? `Columns of ${relations.join(", ")}` : "Columns"}: ${names.slice(0, 12).join(", ")}${
      names.length > 12 ? ", …" : ""
    }.`
    : undefined;
  return new SqlError(`'${written}' not found`, { code: "not_found", span, hint, expected: names });
}

/** Those whose name is exactly the folded one, else those that are equal but for case. */
function matching<T>(items: readonly T[], name: Identifier, nameOf: (item: T) => string): readonly T[] {
  const exact = items.filter((item) => nameOf(item) === name.name);
  if (exact.length > 0) return exact;
  const folded = name.name.toLowerCase();
  return name.quoted ? [] : items.filter((item) => nameOf(item).toLowerCase() === folded);
}

/** The one item of that name; two candidates are an error that names both. */
export function pick<T extends { readonly name: string; readonly relation?: string | undefined }>(
  items: readonly T[],
  name: Identifier,
  nameOf: (item: T) => string,
): T | undefined {
  const found = matching(items, name, nameOf);
  if (found.length <= 1) return found[0];
  const candidates = found.map((item) => (item.relation ? `${item.relation}.${item.name}` : `"${item.name}"`));
  throw new SqlError(`'${name.name}' is ambiguous: it could be ${candidates.join(" or ")}`, {
    code: "ambiguous",
    span: name.span,
    hint: "Write the table's name before it, quote it, or rename one with AS.",
  });
}
