/** For tests: what a format makes of some rows. */
import { batchesOf } from "../view/info.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import type { SqlType, Value } from "../../schema/types.ts";
import { resultWriter } from "./mod.ts";
import type { OutputFormat, WriterOptions } from "./writer.ts";

export function fieldsOf(types: Readonly<Record<string, SqlType>>): Field[] {
  return Object.entries(types).map(([name, type]) => fieldOf(name, type));
}

export interface TestResult {
  readonly types: Readonly<Record<string, SqlType>>;
  readonly rows: readonly (readonly Value[])[];
}

/** All that the sink gets. */
export function written(
  format: OutputFormat,
  { types, rows }: TestResult,
  options: Partial<WriterOptions> = {},
): string {
  const pieces: Uint8Array[] = [];
  const fields = fieldsOf(types);
  const sink = (bytes: Uint8Array) => pieces.push(bytes.slice());
  const writer = resultWriter(format, fields, sink, { color: false, width: undefined, ...options });
  for (const batch of batchesOf({ fields, rows })) {
    writer.write(batch);
  }
  writer.end();
  const decoder = new TextDecoder();
  return pieces.map((piece) => decoder.decode(piece, { stream: true })).join("");
}
