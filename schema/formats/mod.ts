/** The formats that `format = '…'` can name. */
import { SqlError } from "../errors.ts";
import { nearest } from "../options.ts";
import { avro } from "./avro/avro.ts";
import { debeziumAvro } from "./debezium_avro.ts";
import { debeziumJson } from "./debezium_json.ts";
import type { Format } from "./format.ts";
import { json } from "./json.ts";
import { protobuf } from "./protobuf/protobuf.ts";
import { rawBytes, rawString } from "./raw.ts";

export const FORMATS: readonly Format[] = [json, debeziumJson, avro, debeziumAvro, protobuf, rawString, rawBytes];

/** Throws an `SqlError` without span for a name that is no format. */
export function findFormat(name: string, formats: readonly Format[] = FORMATS): Format {
  const format = formats.find((one) => one.name === name.toLowerCase());
  if (format !== undefined) return format;
  const built = formats.map((one) => one.name);
  const [near] = nearest(name, built);
  throw new SqlError(`unknown format '${name}'`, {
    code: "unknown_format",
    hint: near === undefined ? `Use one of: ${built.join(", ")}.` : `Did you mean '${near}'?`,
    expected: built,
  });
}
