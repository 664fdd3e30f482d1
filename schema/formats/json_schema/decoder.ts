/** JSON messages with schema ids: every schema is read into the same columns, by the names of members. */
import type { Column } from "../../column.ts";
import { ConnectorError, DataError } from "../../errors.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
import { badRecord } from "../bad_record.ts";
import type { DecodeField } from "../format.ts";
import { JsonDecoder } from "../json_decode.ts";
import type { NumericTimestamps } from "../json_readers.ts";
import { type PayloadDecoder, runEnd, type SchemaDecoders } from "../registry_decoder.ts";
import { UnstructuredJsonDecoder } from "../unstructured_json.ts";
import type { Validator } from "./validator.ts";

export interface JsonSchemaReading {
  readonly unstructured: boolean;
  readonly timestamps: NumericTimestamps;
  readonly validate: boolean;
}

export class JsonSchemaDecoders implements SchemaDecoders {
  readonly columns: readonly Column[];
  readonly recordOf: Int32Array;
  readonly rowsPerRecord = 1;
  readonly stopped = new Int32Array(1);
  readonly #inner: JsonDecoder | UnstructuredJsonDecoder;
  readonly #plain: PayloadDecoder;
  #validator: typeof Validator | undefined;
  #loading: Promise<void> | undefined;

  constructor(fields: readonly DecodeField[], readonly reading: JsonSchemaReading) {
    const inner = reading.unstructured
      ? new UnstructuredJsonDecoder(fields, true)
      : new JsonDecoder(fields, reading.timestamps, true);
    this.#inner = inner;
    this.columns = inner.columns;
    this.recordOf = inner.recordOf;
    this.#plain = inner instanceof JsonDecoder ? new ObjectDecoder(inner, this.stopped) : {
      decode: (data, starts, ends, _skip, from, to, row, bad) => {
        const next = runEnd(viewOf(data), starts, ends, from, to);
        this.stopped[0] = next;
        return inner.decodeInto(starts, ends, from, next, row, bad);
      },
    };
  }

  /** The package that checks records takes longer to load than most programs to start. */
  get loading(): Promise<void> | undefined {
    if (!this.reading.validate || this.#validator !== undefined) return undefined;
    return this.#loading ??= import("./validator.ts").then(
      ({ Validator }) => {
        this.#validator = Validator;
      },
      (cause: unknown) => {
        throw new ConnectorError(`Cannot load what checks records: ${cause instanceof Error ? cause.message : cause}`, {
          hint: "The npm package ajv must be in Deno's cache or its registry reachable: run deno install.",
          cause,
        });
      },
    );
  }

  begin(data: Uint8Array): void {
    this.#inner.begin(data);
  }

  finish(rows: number): void {
    this.#inner.finish(rows);
  }

  decoderFor(writer: RegisteredSchema): PayloadDecoder {
    if (writer.type !== "JSON") {
      throw new DataError(
        `Format configured is json, but confluent schema repository returned a ${writer.type} schema`,
        {
          code: "bad_record",
        },
      );
    }
    const Validator = this.#validator;
    return Validator === undefined
      ? this.#plain
      : new ValidatedDecoder(this.#plain, new Validator(writer), this.stopped);
  }
}

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}

/** The decoder of objects looks at headers itself. */
class ObjectDecoder implements PayloadDecoder {
  constructor(readonly inner: JsonDecoder, readonly stopped: Int32Array) {}

  decode(
    _data: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    _skip: number,
    from: number,
    to: number,
    row: number,
    bad: (range: number, error: DataError) => void,
  ): number {
    const next = this.inner.decodeInto(starts, ends, from, to, row, bad);
    this.stopped[0] = this.inner.end;
    return next;
  }
}

/** Decodes runs of records that are valid. */
class ValidatedDecoder implements PayloadDecoder {
  readonly #reasons: (string | undefined)[] = [];

  constructor(readonly inner: PayloadDecoder, readonly validator: Validator, readonly stopped: Int32Array) {}

  decode(
    data: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    skip: number,
    from: number,
    to: number,
    row: number,
    bad: (range: number, error: DataError) => void,
  ): number {
    const end = runEnd(viewOf(data), starts, ends, from, to);
    this.validator.check(data, starts, ends, skip, from, end, this.#reasons);
    let next = from;
    for (let range = from; range < end; range++) {
      const reason = this.#reasons[range - from];
      if (reason === undefined) continue;
      if (range > next) row = this.inner.decode(data, starts, ends, skip, next, range, row, bad);
      bad(range, badRecord(undefined, reason, data, starts[range]! + skip, ends[range]!)); // range < end
      next = range + 1;
    }
    if (end > next) row = this.inner.decode(data, starts, ends, skip, next, end, row, bad);
    this.stopped[0] = end;
    return row;
  }
}
