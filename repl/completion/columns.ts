/** Columns and their fields that may be named at the cursor. */
import type { Catalog } from "../../schema/catalog.ts";
import type { Field } from "../../schema/field.ts";
import { type SqlType, TIMESTAMP, typeName } from "../../schema/types.ts";
import { quoteIdentifier } from "../../sql/lexer.ts";
import { nameValue, type Token } from "../../sql/token.ts";
import { K } from "../../sql/tokens.ts";
import type { Candidate } from "./candidates.ts";
import { declaredColumns } from "./declared_columns.ts";
import { openBrackets, type Place } from "./place.ts";
import type { BoundRelations } from "./relations.ts";
import { type NamedItem, type Scope, scopeAt, type ScopedRelation } from "./scope.ts";

const WINDOW_FIELDS = ["start", "end"];

/** Everything that an expression at the cursor may name: columns, relations, and names of the select list. */
export function namesInScope(place: Place, bound: BoundRelations, catalog: Catalog): Candidate[] {
  const scope = scopeAt(place);
  if (scope.relations.length === 0) {
    const declared = declaredColumns(place);
    return declared.length > 0 ? declared : columnsAnywhere(catalog);
  }
  return [...columnsOf(scope, bound), ...scope.items.map(itemCandidate), ...relationNames(scope.relations)];
}

/** Columns alone: of USING, of DESCRIPTOR, of a column list, of a watermark or key. */
export function columnsNamed(place: Place, bound: BoundRelations, catalog: Catalog): Candidate[] {
  const target = targetOf(place.before);
  const table = target === undefined ? undefined : catalog.table(target);
  if (table !== undefined) return fieldCandidates(table.columns, table.name);
  if (target !== undefined) return fieldCandidates(bound.fields(relationOf(target), []), target);
  const declared = declaredColumns(place);
  if (declared.length > 0) return declared;
  const open = openBrackets(place.before).at(-1) ?? 0;
  const scope = scopeAt(place);
  return place.before[open - 1]?.tokenType === K.using ? sharedColumns(scope, bound) : columnsOf(scope, bound);
}

/** What may follow `path.`: columns of a relation, fields of a struct, start and end of a window. */
export function fieldsBehind(path: readonly string[], place: Place, bound: BoundRelations): Candidate[] {
  const scope = scopeAt(place);
  const [first = "", ...rest] = path;
  const relation = scope.relations.find(({ name }) => name === first);
  if (relation !== undefined) {
    const fields = bound.fields(relation, scope.common);
    return rest.length === 0 ? fieldCandidates(fields, first) : membersOf(fields, rest);
  }
  if (rest.length === 0 && scope.items.some(({ name, isWindow }) => isWindow && name === first)) {
    return WINDOW_FIELDS.map((name) => ({ text: name, kind: "field", detail: typeName(TIMESTAMP) }));
  }
  return membersOf(scope.relations.flatMap((one) => bound.fields(one, scope.common)), path);
}

/** Name of the table whose columns are listed: `INSERT INTO t (`, `TUMBLE(TABLE t, DESCRIPTOR(`. */
function targetOf(before: readonly Token[]): string | undefined {
  const open = openBrackets(before);
  if (before[0]?.tokenType === K.insert && open.at(-1) === 3) return before[2] && nameValue(before[2]);
  for (const at of open.reverse()) {
    const [word, name] = [before[at + 1], before[at + 2]];
    if (word?.tokenType === K.table && name) return nameValue(name);
  }
  return undefined;
}

function relationOf(name: string): ScopedRelation {
  return { name, source: quoteIdentifier(name), columns: [] };
}

/** Those that at least two relations have. */
function sharedColumns({ relations, common }: Scope, bound: BoundRelations): Candidate[] {
  const seen = new Set<string>();
  const shared = relations.flatMap((relation) => bound.fields(relation, common)).filter(({ name }) => {
    const { size } = seen;
    return seen.add(name).size === size;
  });
  return fieldCandidates(shared, undefined);
}

/** A name that several relations have needs the relation in front. */
function columnsOf({ relations, common }: Scope, bound: BoundRelations): Candidate[] {
  const found = relations.flatMap((relation) =>
    bound.fields(relation, common).map((field) => ({ relation: relation.name, field }))
  );
  const counts = new Map<string, number>();
  for (const { field } of found) counts.set(field.name, (counts.get(field.name) ?? 0) + 1);
  return found.map(({ relation, field }) => {
    const plain = quoteIdentifier(field.name);
    const shared = (counts.get(field.name) ?? 0) > 1 && relation !== undefined;
    return {
      text: shared ? `${quoteIdentifier(relation)}.${plain}` : plain,
      name: field.name,
      kind: "column",
      detail: shownType(field.type),
      doc: relation,
    };
  });
}

function itemCandidate({ name }: NamedItem): Candidate {
  return { text: quoteIdentifier(name), name, kind: "column", detail: "AS" };
}

function relationNames(relations: readonly ScopedRelation[]): Candidate[] {
  return relations.flatMap(({ name, source }) =>
    name === undefined ? [] : [{ text: quoteIdentifier(name), name, kind: "table" as const, detail: oneLine(source) }]
  );
}

/** Without a FROM: columns of all tables. */
function columnsAnywhere(catalog: Catalog): Candidate[] {
  const tables = new Map<string, { readonly type: SqlType; readonly tables: string[] }>();
  for (const table of catalog.tables()) {
    for (const { name, type } of table.columns) {
      const known = tables.get(name);
      if (known) known.tables.push(table.name);
      else tables.set(name, { type, tables: [table.name] });
    }
  }
  return [...tables].map(([name, { type, tables }]) => ({
    text: quoteIdentifier(name),
    name,
    kind: "column",
    detail: shownType(type),
    doc: `of ${tables.join(", ")}`,
  }));
}

function fieldCandidates(fields: readonly Field[], relation: string | undefined): Candidate[] {
  return fields.map(({ name, type }) => ({
    text: quoteIdentifier(name),
    name,
    kind: "column",
    detail: shownType(type),
    doc: relation,
  }));
}

/** Fields of the struct that `path` leads to, from one of `fields`. */
function membersOf(fields: readonly Field[], path: readonly string[]): Candidate[] {
  const [first = "", ...rest] = path;
  for (const { name, type } of fields) {
    if (name !== first || type.kind !== "struct") continue;
    if (rest.length > 0) return membersOf(type.fields, rest);
    return type.fields.map((field) => ({
      text: memberName(field.name),
      name: field.name,
      kind: "field",
      detail: shownType(field.type),
    }));
  }
  return [];
}

/** Behind a dot reserved words are names. */
function memberName(name: string): string {
  return /^[\p{Ll}_][\p{Ll}\d_]*$/u.test(name) ? name : quoteIdentifier(name);
}

function shownType(type: SqlType): string | undefined {
  return type.kind === "null" ? undefined : typeName(type);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
