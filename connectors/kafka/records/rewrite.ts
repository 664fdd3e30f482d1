import { InternalError } from "../../../schema/errors.ts";
import { BatchReader } from "./batch_reader.ts";
import { BatchWriter } from "./batch_writer.ts";

/** The records of the sealed batch in `bytes[start, …)` in two open batches, each with `start` bytes reserved. */
export function halveBatch(bytes: Uint8Array<ArrayBuffer>, start: number): [BatchWriter, BatchWriter] {
  const reader = new BatchReader("", 0, { keys: true, headers: true, checkCrcs: false });
  reader.load({ bytes, start, end: bytes.length, from: 0 });
  const records = reader.next();
  if (!records) throw new InternalError("A sealed batch cannot be read back");
  const { count, data, valueStart, valueEnd, keyStart, keyEnd, headersStart, headersEnd, timestamp } = records;
  const copy = (from: number, to: number) => {
    const writer = new BatchWriter(start);
    for (let i = from; i < to; i++) {
      const key = keyStart?.[i] ?? -1;
      const value = valueStart[i] ?? -1;
      writer.begin(timestamp[i] ?? -1, key < 0 ? null : data.subarray(key, keyEnd?.[i]));
      const headers = data.subarray(headersStart?.[i], headersEnd?.[i]);
      if (value >= 0) writer.bytes.append(data, value, valueEnd[i]);
      if (value >= 0) writer.end(headers);
      else writer.endNull(headers);
    }
    return writer;
  };
  return [copy(0, count >> 1), copy(count >> 1, count)];
}
