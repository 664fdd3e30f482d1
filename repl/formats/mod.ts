/** The formats that `--format` can name. */
import type { Field } from "../../schema/field.ts";
import { CsvWriter, TsvWriter } from "./delimited.ts";
import { JsonWriter, NdjsonWriter } from "./json_rows.ts";
import { MarkdownWriter } from "./markdown.ts";
import { TableWriter } from "./table.ts";
import { VerticalWriter } from "./vertical.ts";
import type { ByteSink, OutputFormat, ResultWriter, WriterOptions } from "./writer.ts";

const WRITERS = {
  table: TableWriter,
  ndjson: NdjsonWriter,
  json: JsonWriter,
  csv: CsvWriter,
  tsv: TsvWriter,
  markdown: MarkdownWriter,
  vertical: VerticalWriter,
} as const satisfies Record<
  OutputFormat,
  new (fields: readonly Field[], sink: ByteSink, options: WriterOptions) => ResultWriter
>;

/** The writer of one result; column i of its batches is field i. */
export function resultWriter(
  format: OutputFormat,
  fields: readonly Field[],
  sink: ByteSink,
  options: WriterOptions,
): ResultWriter {
  return new WRITERS[format](fields, sink, options);
}
