/** A result that is there as the lines of the screen. */
import { slice } from "../../engine/operators/slice.ts";
import type { Batch } from "../../schema/batch.ts";
import { counted } from "../../schema/counted.ts";
import type { Field } from "../../schema/field.ts";
import { resultWriter } from "../formats/mod.ts";
import type { Omitted } from "../formats/table_lines.ts";
import type { OutputFormat } from "../formats/writer.ts";
import { displayWidth } from "../terminal/width.ts";
import type { KeptRows } from "./kept_rows.ts";

/** `auto`: a table, or one column per line where a first row is wider than the screen. */
export type ScreenFormat = OutputFormat | "auto";

export interface Laid {
  readonly lines: readonly string[];
  readonly omitted: Omitted | undefined;
}

export interface Layout {
  readonly format: ScreenFormat;
  /** Of the screen; undefined: nothing is shortened. */
  readonly width: number | undefined;
  readonly color: boolean;
}

/** Rows that `auto` looks at. */
const ROWS_TO_MEASURE = 20;

/** The first `most` rows. */
export function layOut(kept: KeptRows, { format, width, color }: Layout, most = Infinity): Laid {
  const decoder = new TextDecoder();
  let text = "";
  const writer = resultWriter(
    formatFor(kept, format, width),
    kept.fields,
    (bytes) => void (text += decoder.decode(bytes, { stream: true })),
    { color, width },
  );
  let left = most;
  for (const batch of kept.batches) {
    if (left <= 0) break;
    writer.write(batch.length <= left ? batch : slice(batch, 0, left));
    left -= batch.length;
  }
  writer.end();
  return { lines: text === "" ? [] : text.replace(/\n$/, "").split("\n"), omitted: writer.omitted };
}

/** What `auto` comes to. */
export function formatFor(kept: KeptRows, format: ScreenFormat, width: number | undefined): OutputFormat {
  if (format !== "auto") return format;
  const [batch] = kept.batches;
  const wide = batch !== undefined && width !== undefined && tableWidth(kept.fields, batch) > width;
  return wide ? "vertical" : "table";
}

/** Columns that the first rows of a batch would take side by side. */
export function tableWidth(fields: readonly Field[], batch: Batch): number {
  const decoder = new TextDecoder();
  let text = "";
  const take = (bytes: Uint8Array) => void (text += decoder.decode(bytes, { stream: true }));
  const writer = resultWriter("table", fields, take, { color: false, width: undefined });
  writer.write(slice(batch, 0, Math.min(batch.length, ROWS_TO_MEASURE)));
  writer.end();
  return Math.max(...text.split("\n").map(displayWidth));
}

/** What the screen had no room for, and how to see it; undefined: nothing is missing. */
export function omittedText(omitted: Omitted | undefined): string | undefined {
  if (omitted === undefined || (omitted.columns === 0 && omitted.values === 0)) return undefined;
  const { columns, values } = omitted;
  const parts = [
    ...(columns > 0 ? [`${counted(columns, "column")} ${columns === 1 ? "does" : "do"} not fit`] : []),
    ...(values > 0 ? [`${counted(values, "value")} ${values === 1 ? "is" : "are"} shortened`] : []),
  ];
  return `${parts.join(", ")}: \\x shows one column per line, a wider window or \\o FILE shows all`;
}
