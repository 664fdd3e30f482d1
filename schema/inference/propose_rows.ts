/** The common shape of JSON objects to the columns of a table. */
import { counted } from "../counted.ts";
import type { NumericTimestamps } from "../formats/json_readers.ts";
import type { JsonShape } from "./json_shape.ts";
import { guessType, isColumnName, isMap, meanPresence } from "./json_type.ts";
import type { ProposedColumn } from "./proposal.ts";
import { share } from "./sample.ts";

/** A table of more columns helps nobody. */
const MAX_COLUMNS = 500;

export type ProposedRows =
  | { readonly kind: "columns"; readonly columns: readonly ProposedColumn[] }
  /** The keys are data, not columns: the document is to be kept whole. `why` is half a sentence. */
  | { readonly kind: "document"; readonly why: string };

/** `what` the objects are: records, or rows in them. */
export function proposeRows(
  shape: JsonShape,
  objects: number,
  timestamps: NumericTimestamps,
  what: "record" | "row" = "record",
): ProposedRows {
  const names = [...shape.members.keys()].filter(isColumnName);
  if (names.length === 0) {
    const why = shape.members.size === 0 ? "no object has a member" : "no key of an object can be a column's name";
    return { kind: "document", why };
  }
  if (shape.cut || names.length > MAX_COLUMNS || hasDataForKeys(shape, objects)) {
    const many = shape.cut
      ? `more than ${counted(shape.members.size, "different key")}`
      : counted(names.length, "different key");
    return {
      kind: "document",
      why: `${many} in ${counted(objects, what)}, too many for columns: value->>'key' reads one`,
    };
  }
  const columns = names.flatMap((name) => {
    const member = shape.members.get(name);
    if (member === undefined) return [];
    const { type, note } = guessType(member, name, timestamps);
    const present = share(Math.min(member.present, objects), objects, what);
    return [{ name, type, comment: note === undefined ? present : `${present}, ${note}` }];
  });
  return { kind: "columns", columns };
}

/** Hardly any key comes twice. A topic of several kinds of records has rare members too, but each in some of them. */
function hasDataForKeys(shape: JsonShape, objects: number): boolean {
  return isMap(shape) && meanPresence(shape) <= Math.max(2, objects / 100);
}

/** What is to be said of keys that no column can be named after. */
export function withoutNames({ members }: JsonShape): readonly string[] {
  const left = [...members.keys()].filter((name) => !isColumnName(name)).length;
  if (left === 0) return [];
  return [`${counted(left, "key")} cannot be a column's name (empty, too long, or with control characters)`];
}
