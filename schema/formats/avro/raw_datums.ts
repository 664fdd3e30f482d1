/** `avro.raw_datums`: each message is a datum of one schema, with nothing around it. */
import { BATCH_ROWS, type Column } from "../../column.ts";
import type { DataError } from "../../errors.ts";
import type { Records } from "../../records.ts";
import type { Decoded, Decoder } from "../format.ts";
import type { PayloadDecoder } from "../registry_decoder.ts";
import type { AvroSchemaDecoders } from "./decode.ts";
import type { AvroType } from "./schema.ts";

export class RawDatumDecoder implements Decoder {
  readonly columns: readonly Column[];
  readonly recordOf: Int32Array;
  readonly #decoder: PayloadDecoder;

  /** Throws a `DataError` when datums of the schema cannot be read into the columns. */
  constructor(readonly decoders: AvroSchemaDecoders, schema: AvroType) {
    this.columns = decoders.columns;
    this.recordOf = decoders.recordOf;
    this.#decoder = decoders.decoderForType(schema);
  }

  decode(
    { data, valueStart, valueEnd }: Records,
    from: number,
    to: number,
    bad: (record: number, error: DataError) => void,
  ): Decoded {
    const limit = Math.min(to, from + BATCH_ROWS);
    this.decoders.begin(data);
    const rows = this.#decoder.decode(data, valueStart, valueEnd, 0, from, limit, 0, bad);
    this.decoders.finish(rows);
    return { rows, records: limit - from };
  }
}
