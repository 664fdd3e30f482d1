/** Debezium's envelopes in a sample. */
import { DebeziumEnvelope } from "../formats/debezium_envelope.ts";
import { BadValue, JsonCursor } from "../formats/json_cursor.ts";
import type { JsonObject } from "./json_objects.ts";
import type { ValuedRecord } from "./sample.ts";

export interface DebeziumRows {
  /** Records that are envelopes. */
  readonly envelopes: number;
  /** All rows that the table will read from them: of an update, the row before it too. */
  readonly rows: readonly JsonObject[];
}

/** Records that are no envelopes have no rows. */
export function debeziumRows(records: readonly ValuedRecord[]): DebeziumRows {
  const envelope = new DebeziumEnvelope();
  const cursor = new JsonCursor();
  const rows: JsonObject[] = [];
  let envelopes = 0;
  for (const { value, timestamp } of records) {
    cursor.bytes = value;
    try {
      const op = envelope.read(cursor, 0, value.length);
      if (op === undefined) continue;
      envelopes++;
      const { before, after } = envelope;
      if (op === "u" || op === "d") rows.push({ bytes: value, start: before.start, end: before.end, timestamp });
      if (op !== "d") rows.push({ bytes: value, start: after.start, end: after.end, timestamp });
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
    }
  }
  return { envelopes, rows };
}
