/** Decoding for tests: rows as values, errors as texts. */
import { valueAt } from "../../column.ts";
import type { Field } from "../../field.ts";
import type { Value } from "../../types.ts";
import type { DecodeField } from "../format.ts";
import { recordsOf } from "../test_records.ts";
import { AvroDecoders, type AvroSchemaDecoders } from "./decode.ts";
import type { AvroType } from "./schema.ts";
import { parseAvroSchema } from "./schema_parse.ts";

/** What a record became: its row, or why it has none. */
export type Outcome = readonly Value[] | string;

export interface Run {
  readonly writer: AvroType;
  readonly payloads: readonly Uint8Array[];
}

/** One outcome for each payload, of all runs in one batch. Columns that are not needed give `undefined` members. */
export function outcomesOf(
  decoders: AvroSchemaDecoders,
  fields: readonly DecodeField[],
  runs: readonly Run[],
): Outcome[] {
  const { data, valueStart, valueEnd } = recordsOf(runs.flatMap((run) => run.payloads));
  const outcomes: Outcome[] = new Array<Outcome>(valueStart.length).fill("no row");
  decoders.begin(data);
  let row = 0;
  let from = 0;
  for (const { writer, payloads } of runs) {
    const to = from + payloads.length;
    row = decoders.decoderForType(writer).decode(data, valueStart, valueEnd, 0, from, to, row, (record, error) => {
      outcomes[record] = error.message;
    });
    from = to;
  }
  decoders.finish(row);
  for (let i = 0; i < row; i++) {
    outcomes[decoders.recordOf[i]!] = fields.map((field, j) =>
      field.needed ? valueAt(decoders.columns[j]!, field.type, i, row) : null
    );
  }
  return outcomes;
}

/** The same for columns that are all needed. */
export function decode(
  fields: readonly Field[],
  reader: string | undefined,
  ...runs: readonly { readonly writer: string; readonly payloads: readonly Uint8Array[] }[]
): Outcome[] {
  const needed = fields.map((field) => ({ ...field, needed: true }));
  const type = reader === undefined ? undefined : parseAvroSchema(reader);
  if (type !== undefined && type.kind !== "record") throw new Error("the reader's schema is no record");
  return outcomesOf(
    new AvroDecoders(needed, type),
    needed,
    runs.map(({ writer, payloads }) => ({ writer: parseAvroSchema(writer), payloads })),
  );
}
