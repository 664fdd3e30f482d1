/** The times in a sample, as the decoder of a format reads them. */
import { valueAt } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import type { Decoder } from "../../schema/formats/format.ts";
import type { TimeColumn } from "../../schema/inference/event_time.ts";
import type { ValuedRecord } from "../../schema/inference/sample.ts";
import type { Records } from "../../schema/records.ts";

export interface DecodedTimes {
  /** The TIMESTAMP columns, a value for each record: of several rows in one, the last one's. */
  readonly times: readonly TimeColumn[];
  /** Records that cannot be decoded. */
  readonly bad: number;
}

/** `fields` are the decoder's. Rejects with a `ConnectorError` when a schema that it needs cannot be had. */
export async function decodedTimes(
  records: readonly ValuedRecord[],
  decoder: Decoder,
  fields: readonly Field[],
): Promise<DecodedTimes> {
  const packed = packedRecords(records);
  const times = fields.flatMap(({ name, type }, index) => {
    const column = decoder.columns[index];
    if (type.kind !== "timestamp" || column === undefined) return [];
    return [{ name, precision: type.precision, millis: records.map(() => NaN), type, column }];
  });
  const bad = new Set<number>();
  for (let from = 0; from < packed.count;) {
    const decoded = decoder.decode(packed, from, packed.count, (record) => bad.add(record));
    for (const { millis, column, type, precision } of times) {
      for (let row = 0; row < decoded.rows; row++) {
        const value = valueAt(column, type, row, decoded.rows);
        millis[decoder.recordOf[row] ?? 0] = value === null ? NaN : Number(value) / 10 ** (precision - 3);
      }
    }
    from += decoded.records;
    await decoded.wait;
  }
  return { times, bad: bad.size };
}

/** Records side by side, as a source delivers them. */
function packedRecords(records: readonly ValuedRecord[]): Records {
  const data = new Uint8Array(records.reduce((sum, { value }) => sum + value.length, 0) + 8);
  const valueStart = new Int32Array(records.length);
  const valueEnd = new Int32Array(records.length);
  let at = 0;
  records.forEach(({ value }, i) => {
    data.set(value, at);
    valueStart[i] = at;
    at += value.length;
    valueEnd[i] = at;
  });
  return {
    topic: "",
    partition: 0,
    data,
    count: records.length,
    valueStart,
    valueEnd,
    offset: Float64Array.from(records, ({ offset }) => offset),
    timestamp: Float64Array.from(records, ({ timestamp }) => timestamp),
    next: records.length,
  };
}
