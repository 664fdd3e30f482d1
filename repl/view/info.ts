/** What SHOW, DESCRIBE and EXPLAIN answer, through the writers of results. */
import type { InfoTable } from "../../engine/info_table.ts";
import type { Batch } from "../../schema/batch.ts";
import { BATCH_ROWS, columnFor, setValue } from "../../schema/column.ts";
import type { Output } from "../output.ts";
import { visible } from "../terminal/width.ts";

/** Formats in which a text of several lines, a plan for instance, is shown as it is and not as a cell. */
const FOR_PEOPLE = new Set(["table", "markdown", "vertical"]);

export function writeInfo(table: InfoTable, output: Output): void {
  const text = FOR_PEOPLE.has(output.format) ? soleText(table) : undefined;
  if (text !== undefined) return output.text(text);
  const result = output.result(table.fields);
  for (const batch of batchesOf(table)) result.receive(batch);
  result.onEnd();
}

/** The rows as batches; each is valid until the next one is asked for. */
export function* batchesOf({ fields, rows }: InfoTable): Generator<Batch> {
  const columns = fields.map(({ type }) => columnFor({ type, nullable: true }, Math.min(rows.length, BATCH_ROWS)));
  for (let from = 0; from < rows.length; from += BATCH_ROWS) {
    const part = rows.slice(from, from + BATCH_ROWS);
    for (const [row, values] of part.entries()) {
      for (const [i, column] of columns.entries()) setValue(column, row, values[i] ?? null);
    }
    yield { length: part.length, columns };
  }
}

/** The only value of the table, if it is a text of several lines. */
function soleText({ fields, rows }: InfoTable): string | undefined {
  const value = fields.length === 1 && rows.length === 1 ? rows[0]?.[0] : undefined;
  if (typeof value !== "string" || !value.includes("\n")) return undefined;
  return value.split("\n").map(visible).join("\n");
}
