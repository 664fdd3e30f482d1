/** Record headers of Kafka's record format v2 as a JSON object of name → text. */
import { InternalError } from "../schema/errors.ts";
import type { Records } from "../schema/records.ts";

const TEXT = new TextDecoder();

/** `{}` when the record has none; of a repeated name the last value. */
export function headersJson(records: Records, record: number): string {
  const { headersStart, headersEnd, data } = records;
  if (headersStart === undefined || headersEnd === undefined) {
    throw new InternalError("Record headers were not asked for");
  }
  let position = headersStart[record] ?? 0;
  const end = headersEnd[record] ?? 0;
  const varint = (): number => {
    let value = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = data[position++] ?? 0;
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    return (value >>> 1) ^ -(value & 1);
  };
  const text = (length: number): string => {
    const to = Math.min(position + Math.max(0, length), end);
    const part = TEXT.decode(data.subarray(position, to));
    position = to;
    return part;
  };
  const headers = new Map<string, string | null>();
  // Their number is anybody's who may write to the topic.
  for (let left = varint(); left > 0 && position < end; left--) {
    const name = text(varint());
    const length = varint();
    headers.set(name, length < 0 ? null : text(length));
  }
  return `{${[...headers].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`;
}
