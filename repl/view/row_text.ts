/** One row as text: for people in full, for programs as JSON, for a query as a condition. */
import type { Field } from "../../schema/field.ts";
import { isNumeric, type SqlType, typeName, type Value } from "../../schema/types.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import { valueToJson } from "../../schema/values/json_text.ts";
import { quoteIdentifier } from "../../sql/lexer.ts";
import { style, type Theme } from "../editor/highlight.ts";
import { clusterWidth, displayWidth, graphemes, shown, visible } from "../terminal/width.ts";

/** A name and what stands behind it. */
export interface NamedText {
  readonly name: string;
  /** Null: SQL NULL. */
  readonly text: string | null;
}

/** The row's own fields. */
export function namedValues(fields: readonly Field[], values: readonly Value[]): readonly NamedText[] {
  return fields.map(({ name, type }, i) => {
    const value = values[i] ?? null;
    return { name, text: value === null ? null : valueToText(value, type) };
  });
}

/** One field per line; what is longer than the screen goes on below itself, line breaks are kept. */
export function detailLines(parts: readonly NamedText[], columns: number, theme: Theme): readonly string[] {
  const widest = Math.max(0, ...parts.map(({ name }) => displayWidth(visible(name))));
  const width = Math.min(widest, Math.max(8, columns >> 1));
  const room = Math.max(8, columns - width - 4);
  return parts.flatMap(({ name, text }) => {
    const label = visible(name);
    const padded = label + " ".repeat(Math.max(0, width - displayWidth(label)));
    const pieces = text === null
      ? [style(theme, "dim", "NULL")]
      : text.split("\n").flatMap((line) => folded(line, room));
    return pieces.map((piece, i) => ` ${i === 0 ? style(theme, "bold", padded) : " ".repeat(width)} │ ${piece}`);
  });
}

/** A line in pieces of at most `columns`, harmless to a terminal; at least one. */
function folded(line: string, columns: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let width = 0;
  for (const cluster of graphemes(line)) {
    const next = clusterWidth(cluster);
    if (width + next > columns && piece !== "") {
      pieces.push(piece);
      piece = "";
      width = 0;
    }
    piece += shown(cluster);
    width += next;
  }
  return [...pieces, piece];
}

/** One JSON object; BIGINT as plain digits, as in `ndjson`. */
export function rowAsJson(fields: readonly Field[], values: readonly Value[]): string {
  const members = fields.map(({ name, type }, i) => `${JSON.stringify(name)}:${valueToJson(values[i] ?? null, type)}`);
  return `{${members.join(",")}}`;
}

/** A condition that this row meets: of the columns at `key`, else of all that can be compared. */
export function rowAsCondition(
  fields: readonly Field[],
  values: readonly Value[],
  key: readonly number[] | undefined,
): string {
  const positions = key ?? fields.flatMap(({ type: { kind } }, i) => kind === "struct" || kind === "array" ? [] : [i]);
  return positions.map((i) => {
    const [field, value] = [fields[i], values[i] ?? null];
    if (field === undefined) return "";
    const name = quoteIdentifier(field.name);
    return value === null ? `${name} IS NULL` : `${name} = ${literal(value, field.type)}`;
  }).join(" AND ");
}

function literal(value: Value, type: SqlType): string {
  const text = valueToText(value, type);
  if (type.kind === "boolean") return text.toUpperCase();
  if (isNumeric(type) && Number.isFinite(Number(text))) return text;
  if (type.kind === "bytea") return `X'${(value as Uint8Array).toHex()}'`; // by the table at Value
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return type.kind === "text" ? quoted : `CAST(${quoted} AS ${typeName(type)})`;
}
