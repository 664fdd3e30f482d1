/** What a view leaves on the screen when it goes: its last rows as a table, and how many others there are. */
import type { Field } from "../../schema/field.ts";
import type { Value } from "../../schema/types.ts";
import { resultWriter } from "../formats/mod.ts";
import type { OutputFormat } from "../formats/writer.ts";
import { batchesOf } from "./info.ts";
import type { ResultView } from "./result_view.ts";

export interface LastRowsOptions {
  /** Rows at most. */
  readonly rows: number;
  readonly format: OutputFormat;
  readonly color: boolean;
  readonly columns: number;
}

/** Lines of the rows that the view shows while it is live, and one for those that have no room. */
export function lastRows(view: ResultView, options: LastRowsOptions): readonly string[] {
  const { rows, order, isTail, options: { result: { fields } } } = view;
  const shown = rows.live(options.rows, order).flatMap(({ values }) => values === undefined ? [] : [values]);
  const rest = rows.matching - shown.length;
  const said = rest <= 0
    ? []
    : [`… ${rest.toLocaleString("en-US")} ${isTail ? "earlier" : "more"} ${rest === 1 ? "row" : "rows"}`];
  const lines = linesOf(fields, shown, options);
  return isTail ? [...said, ...lines] : [...lines, ...said];
}

function linesOf(
  fields: readonly Field[],
  rows: readonly (readonly Value[])[],
  { format, color, columns }: LastRowsOptions,
): readonly string[] {
  const decoder = new TextDecoder();
  let text = "";
  const take = (bytes: Uint8Array) => void (text += decoder.decode(bytes, { stream: true }));
  const writer = resultWriter(format, fields, take, { color, width: columns });
  for (const batch of batchesOf({ fields, rows })) writer.write(batch);
  writer.end();
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
