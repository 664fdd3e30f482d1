/** What the keys of a topic's records are. */
import { isUtf8 } from "../formats/utf8.ts";
import { shapeOf } from "./json_objects.ts";
import type { JsonShape } from "./json_shape.ts";
import { recordKind } from "./record_kind.ts";
import type { SampledRecord } from "./sample.ts";

export type KeyGuess =
  /** No record has one. */
  | { readonly kind: "none" }
  /** In every record the key is the text of this field of its value. */
  | { readonly kind: "field"; readonly name: string }
  /** `count` records have one; `objects` are JSON objects. */
  | { readonly kind: "text" | "objects" | "registry" | "bytes"; readonly count: number };

/** The text of a member that is a text or a number, by record; undefined: it is something else there. */
export type FieldTexts = ReadonlyMap<string, readonly (string | undefined)[]>;

/** `fields` are those that the key may be equal to. */
export function guessKey(records: readonly SampledRecord[], fields: FieldTexts): KeyGuess {
  const keys = keysOf(records);
  if (keys.length === 0) return { kind: "none" };
  const count = keys.length;
  const kinds = new Set(keys.map((key) => recordKind(key)));
  if (kinds.size === 1 && kinds.has("registry")) return { kind: "registry", count };
  if (!keys.every((key) => isUtf8(key, 0, key.length)) || kinds.has("bytes")) return { kind: "bytes", count };
  const name = count === records.length ? equalField(records, fields) : undefined;
  if (name !== undefined) return { kind: "field", name };
  return { kind: kinds.size === 1 && kinds.has("object") ? "objects" : "text", count };
}

function keysOf(records: readonly SampledRecord[]): readonly Uint8Array[] {
  return records.flatMap(({ key }) => key === null ? [] : [key]);
}

function equalField(records: readonly SampledRecord[], fields: FieldTexts): string | undefined {
  const decoder = new TextDecoder();
  const keys = records.map(({ key }) => key === null ? undefined : decoder.decode(key));
  for (const [name, texts] of fields) {
    if (keys.every((key, i) => key !== undefined && key === texts[i])) return name;
  }
  return undefined;
}

/** What keys that are JSON objects have in common. */
export function keyShape(records: readonly SampledRecord[]): JsonShape {
  return shapeOf(
    records.flatMap(({ key, timestamp }) => key === null ? [] : [{ bytes: key, start: 0, end: key.length, timestamp }]),
  );
}

/** The members of keys that are JSON objects, as Debezium writes them: plain, or as payload beside their schema. */
export function keyMembers(records: readonly SampledRecord[]): ReadonlySet<string> {
  const shape = keyShape(records);
  const payload = shape.members.get("payload");
  const row = payload !== undefined && shape.members.has("schema") ? payload : shape;
  return new Set(row.members.keys());
}
