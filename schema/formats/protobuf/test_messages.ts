/** Messages for tests, and what our decoders make of them. */
import { valueAt } from "../../column.ts";
import type { DataError } from "../../errors.ts";
import type { Field } from "../../field.ts";
import { BATCH_ROWS } from "../../column.ts";
import type { Value } from "../../types.ts";
import type { Decoder } from "../format.ts";
import { framed } from "../framing.ts";
import { recordsOf } from "../test_records.ts";
import { columnsOfMessage } from "./columns.ts";
import { ProtobufDecoder } from "./decoder.ts";
import { protoFileOf, type ProtoMessage } from "./schema.ts";

/** The first message of a .proto file. */
export function firstMessage(text: string, dependencies: Record<string, string> = {}): ProtoMessage {
  const all = Object.entries(dependencies).map(([name, text]) => ({ name, text }));
  return protoFileOf({ text, dependencies: all }).messages[0]!;
}

export interface Outcome {
  readonly rows: Value[][];
  /** Row → record. */
  readonly of: number[];
  readonly errors: Map<number, DataError>;
}

export function decodeAll(
  decoder: Decoder,
  fields: readonly Field[],
  messages: readonly (Uint8Array | null)[],
): Outcome {
  const records = recordsOf(messages);
  const outcome: Outcome = { rows: [], of: [], errors: new Map() };
  for (let from = 0; from < records.count;) {
    const { rows, records: done } = decoder.decode(records, from, records.count, (record, error) => {
      if (outcome.errors.has(record)) throw new Error("a record is bad twice");
      outcome.errors.set(record, error);
    });
    if (done === 0 || rows > BATCH_ROWS) throw new Error("no progress, or too many rows");
    for (let row = 0; row < rows; row++) {
      outcome.rows.push(fields.map(({ type }, i) => valueAt(decoder.columns[i]!, type, row, rows)));
      outcome.of.push(decoder.recordOf[row]!);
    }
    from += done;
  }
  return outcome;
}

/** Into the columns that the message has of itself, or others. */
export function decodeBare(
  message: ProtoMessage,
  messages: readonly (Uint8Array | null)[],
  fields: readonly Field[] = columnsOfMessage(message),
): Outcome {
  const decoder = new ProtobufDecoder(message, fields.map((field) => ({ ...field, needed: true })));
  return decodeAll(framed(decoder, undefined), fields, messages);
}

/** Bytes written as text: numbers in hexadecimal, and texts in quotes. */
export function bytesOf(text: string): Uint8Array {
  const parts = text.match(/"[^"]*"|[0-9a-f]{2}/g) ?? [];
  return Uint8Array.from(
    parts.flatMap((part) =>
      part.startsWith('"') ? [...new TextEncoder().encode(part.slice(1, -1))] : [parseInt(part, 16)]
    ),
  );
}
