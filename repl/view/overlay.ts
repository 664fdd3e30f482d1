/** What stands in place of a view's rows for a while: a row in full, the list of keys. */
import type { Theme } from "../editor/highlight.ts";
import { namedChanges } from "./compare/change_text.ts";
import { clockText } from "./instant.ts";
import type { LiveResult } from "./rows/live_result.ts";
import { detailLines, type NamedText, namedValues } from "./row_text.ts";
import { viewKeyLines } from "./view_keys.ts";
import type { ShownRow } from "./rows/view_rows.ts";

export interface Overlay {
  readonly kind: "detail" | "keys";
  /** As wide as they are: who paints cuts them. */
  lines(columns: number): readonly string[];
  /** The first line on the screen. */
  top: number;
}

export function keysOverlay(): Overlay {
  return { kind: "keys", lines: viewKeyLines, top: 0 };
}

/** One field per line, then where the row came from, as far as that is known. */
export function detailOverlay(
  row: ShownRow,
  values: NonNullable<ShownRow["values"]>,
  result: LiveResult,
  theme: Theme,
): Overlay {
  const { at } = row;
  const own = namedChanges(row, result.fields, namedValues(result.fields, values));
  const came: readonly NamedText[] = at === undefined ? [] : [{ name: "came at", text: clockText(at) }];
  const origin = [...result.origin(values), ...came];
  return {
    kind: "detail",
    lines: (columns) => [...detailLines(own, columns, theme), "", ...detailLines(origin, columns, theme)],
    top: 0,
  };
}
