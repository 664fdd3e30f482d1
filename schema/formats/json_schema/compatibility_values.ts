/** What a single schema says, and limits on numbers, texts and sizes: a reader's must not be tighter than the writer's. */
import type { Place, SchemaNode } from "./document.ts";

export interface ObjectPlace extends Place {
  readonly node: SchemaNode;
}

/** Keywords that say nothing of what is accepted. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  ...["$schema", "$id", "id", "$comment", "$anchor", "$defs", "definitions", "title", "description", "default"],
  ...["examples", "deprecated", "readOnly", "writeOnly", "format", "contentEncoding", "contentMediaType"],
]);

export function accepts(node: SchemaNode | boolean, what: "everything" | "nothing"): boolean {
  if (typeof node === "boolean") return node === (what === "everything");
  const said = Object.keys(node).filter((keyword) => !ANNOTATIONS.has(keyword) && !keyword.startsWith("x-"));
  return what === "everything" ? said.length === 0 : false;
}

export interface Tighter {
  readonly kind: string;
  /** `allows at most 5 in "maxLength"`. */
  readonly says: string;
}

const UPPER = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
const LOWER = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
/** Decided only when they are equal. */
const EXACT = [
  ...[
    "pattern",
    "contains",
    "propertyNames",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "if",
    "then",
    "else",
  ],
  ...["unevaluatedProperties", "unevaluatedItems", "minContains", "maxContains"],
];

export function compareLimits(reader: SchemaNode, writer: SchemaNode): Tighter[] {
  const found: Tighter[] = [];
  const check = (keyword: string, fits: (read: number, written: number) => boolean, tighter: string) => {
    const read = reader[keyword];
    const written = writer[keyword];
    if (typeof read !== "number" || (typeof written === "number" && fits(read, written))) return;
    const kind = `${constantCase(keyword)}_${typeof written === "number" ? tighter : "ADDED"}`;
    const was = typeof written === "number" ? ` instead of ${written}` : "";
    found.push({ kind, says: `demands "${keyword}": ${read}${was}` });
  };
  for (const keyword of UPPER) check(keyword, (read, written) => read >= written, "DECREASED");
  for (const keyword of LOWER) check(keyword, (read, written) => read <= written, "INCREASED");
  check("multipleOf", (read, written) => Number.isInteger(written / read), "EXPANDED");
  if (reader["uniqueItems"] === true && writer["uniqueItems"] !== true) {
    found.push({ kind: "UNIQUE_ITEMS_ADDED", says: 'demands "uniqueItems"' });
  }
  for (const keyword of EXACT) {
    if (reader[keyword] === undefined || sameJson(reader[keyword], writer[keyword])) continue;
    const kind = `${constantCase(keyword)}_${writer[keyword] === undefined ? "ADDED" : "CHANGED"}`;
    found.push({ kind, says: `demands "${keyword}": ${JSON.stringify(reader[keyword])}` });
  }
  return found;
}

/** Equal as JSON: the order of members says nothing. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length &&
    keys.every((key) =>
      Object.hasOwn(other, key) &&
      sameJson((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key])
    );
}

function constantCase(keyword: string): string {
  return keyword.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
