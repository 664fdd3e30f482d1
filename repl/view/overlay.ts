/** What stands in place of a view's rows for a while: a row in full, its records, the list of keys. */
import type { Origin } from "../../engine/lineage/origins.ts";
import type { Theme } from "../editor/highlight.ts";
import { namedChanges } from "./compare/change_text.ts";
import { clockText } from "./instant.ts";
import { Asked } from "./origin/asked.ts";
import { originTexts, subjectTexts } from "./origin/origin_texts.ts";
import type { AskedRow, RowSources } from "./origin/row_sources.ts";
import type { LiveResult } from "./rows/live_result.ts";
import { detailLines, type NamedText, namedValues } from "./row_text.ts";
import { viewKeyLines } from "./view_keys.ts";
import type { ShownRow } from "./rows/view_rows.ts";

export interface Overlay {
  readonly kind: "detail" | "record" | "keys";
  /** As wide as they are: who paints cuts them. */
  lines(columns: number): readonly string[];
  /** The first line on the screen. */
  top: number;
  /** The row that it is about. */
  readonly row?: AskedRow | undefined;
  /** What stands there again when this is left. */
  readonly below?: Overlay | undefined;
  /** It is left: what it still waits for is given up. */
  close?(): void;
  /** Of a row in full: the records that it comes from, being looked for or found. */
  readonly origins?: Asked<readonly Origin[]> | undefined;
}

export function keysOverlay(): Overlay {
  return { kind: "keys", lines: viewKeyLines, top: 0 };
}

export interface DetailParts {
  readonly row: ShownRow & AskedRow;
  readonly result: LiveResult;
  readonly theme: Theme;
  readonly sources?: RowSources | undefined;
  /** Something is to be painted anew. */
  onChange(): void;
}

/** One field per line, then where the row came from: what came with it, and what is looked up. */
export function detailOverlay({ row, result, theme, sources, onChange }: DetailParts): Overlay {
  const { values, at } = row;
  const own = namedChanges(row, result.fields, namedValues(result.fields, values));
  const carried = result.origin(values);
  const came: readonly NamedText[] = at === undefined ? [] : [{ name: "came at", text: clockText(at) }];
  const isAsked = sources !== undefined && !sources.isCarried;
  const origins = isAsked ? new Asked((signal) => sources.find(row, signal), onChange) : undefined;
  const { subjects: ask } = sources ?? {};
  const subjects = ask && new Asked((signal) => ask(row, signal), onChange);
  return {
    kind: "detail",
    lines: (columns) => {
      const found = origins === undefined ? [] : originTexts(origins.answer);
      const named = subjects === undefined ? [] : subjectTexts(subjects.answer);
      const origin = detailLines([...carried, ...named, ...came, ...found], columns, theme);
      return [...detailLines(own, columns, theme), "", ...origin];
    },
    top: 0,
    row,
    close: () => {
      origins?.close();
      subjects?.close();
    },
    origins,
  };
}
