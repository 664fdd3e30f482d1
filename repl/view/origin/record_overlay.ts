/** The records of a row as they lie, read again: what stands in place of the rows meanwhile. */
import type { Origin } from "../../../engine/lineage/origins.ts";
import type { ShownRecord } from "../../../engine/lineage/read_record.ts";
import { style, type Theme } from "../../editor/highlight.ts";
import type { Overlay } from "../overlay.ts";
import { detailLines } from "../row_text.ts";
import { Asked } from "./asked.ts";
import { failureText, originTexts, recordTexts } from "./origin_texts.ts";
import type { AskedRow, RowSources } from "./row_sources.ts";

export interface RecordOverlayParts {
  readonly row: AskedRow;
  readonly sources: RowSources;
  readonly below: Overlay | undefined;
  readonly theme: Theme;
  /** Something is to be painted anew. */
  onChange(): void;
}

interface ReadOrigin {
  readonly origin: Origin;
  /** Undefined: there is none to be read. */
  readonly record: Asked<ShownRecord> | undefined;
  /** Of the record, for screens of so many columns: a long value is not laid out again for each frame. */
  laidOut: { readonly columns: number; readonly lines: readonly string[] } | undefined;
}

export function recordOverlay(parts: RecordOverlayParts): Overlay {
  const { row, below, theme, sources, onChange } = parts;
  const origins = below?.origins ?? new Asked((signal) => sources.find(row, signal), onChange);
  let read: readonly ReadOrigin[] | undefined;
  let isClosed = false;
  void origins.settled.then(() => {
    if (isClosed || origins.answer.kind !== "there") return;
    read = origins.answer.value.map((origin) => ({
      origin,
      record: origin.kind === "record" ? new Asked((signal) => sources.read(origin, signal), onChange) : undefined,
      laidOut: undefined,
    }));
    onChange();
  });
  return {
    kind: "record",
    lines: (columns) => {
      if (read === undefined) return detailLines(originTexts(origins.answer), columns, theme);
      return read.flatMap((one, i) => [...(i === 0 ? [] : [""]), ...linesOf(one, columns, theme)]);
    },
    top: 0,
    row,
    below,
    close: () => {
      isClosed = true;
      for (const { record } of read ?? []) record?.close();
      if (below?.origins !== origins) origins.close(); // else they are those of the row below
    },
  };
}

function linesOf(read: ReadOrigin, columns: number, theme: Theme): readonly string[] {
  const { origin, record } = read;
  if (record === undefined) return detailLines(originTexts({ kind: "there", value: [origin] }), columns, theme);
  const { answer } = record;
  switch (answer.kind) {
    case "waiting":
      return [style(theme, "dim", " reading the record …")];
    case "failed":
      return detailLines([{ name: "not read", text: failureText(answer.error) }], columns, theme);
    case "there":
      if (read.laidOut?.columns !== columns) {
        read.laidOut = { columns, lines: detailLines(recordTexts(answer.value), columns, theme) };
      }
      return read.laidOut.lines;
    default:
      return answer satisfies never;
  }
}
