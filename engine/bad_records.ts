/** What happens to records that cannot be decoded: fail, drop or dead_letter. Every one is counted. */
import type { DeadLetters } from "../connectors/connector.ts";
import { DataError } from "../schema/errors.ts";
import type { Records } from "../schema/records.ts";
import type { Pressure } from "./operator.ts";
import { type ReadAs, withFraming } from "./registry/framing_mixup.ts";
import { placeOf } from "./source_batch.ts";
import type { BadData } from "./tables.ts";

export class BadRecords {
  count = 0;
  /** The first one, for reports. */
  first: DataError | undefined;
  readonly deadLetters: DeadLetters | undefined;
  readonly #policy: BadData;
  readonly #pressure: Pressure;
  readonly #table: ReadAs;

  constructor(policy: BadData, deadLetters: DeadLetters | undefined, pressure: Pressure, table: ReadAs) {
    this.#policy = policy;
    this.deadLetters = deadLetters;
    this.#pressure = pressure;
    this.#table = table;
  }

  /** Throws when the policy is `fail`. */
  take(records: Records, record: number, found: DataError): void {
    const error = withFraming(found, records, record, this.#table);
    const placed = withPlace(error, records, record);
    this.count++;
    this.first ??= placed;
    if (this.#policy === "fail") throw placed;
    const sent = this.deadLetters?.write(records, record, error.message);
    if (sent !== undefined) this.#pressure.add(sent);
  }
}

function withPlace(error: DataError, records: Records, record: number): DataError {
  const place = placeOf(records, record);
  const where = `Cannot read topic ${place.topic}, partition ${place.partition}, offset ${place.offset}`;
  return new DataError(`${where}: ${error.message}`, {
    ...error.diagnostic,
    code: "bad_record",
    place,
    cause: error,
    hint: error.diagnostic.hint ??
      "bad_data = 'drop' counts such records and goes on; 'dead_letter' sends them to a topic.",
  });
}
