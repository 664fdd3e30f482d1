/** A look through ranges of a topic for records that fit: what a query of a trace gives, partition by partition. */
import type { Batch } from "../../schema/batch.ts";
import { valueAt } from "../../schema/column.ts";
import { BIGINT, BOOLEAN, INT, type SqlType, timestampType } from "../../schema/types.ts";
import type { RowReceiver } from "../session.ts";
import type { PartitionLook, Sighting } from "./search.ts";
import { CLOSES, FITS, OFFSET, PARTITION, TIMESTAMP } from "./trace_query.ts";

interface Seen {
  fitting: Sighting | undefined;
  readonly oldest: number;
  /** The last record that was behind the window. */
  closing: number | undefined;
}

/** Takes the rows of a trace's query. */
export class LookReceiver implements RowReceiver {
  /** Records that fit. */
  fitting = 0;
  readonly #seen = new Map<number, Seen>();

  get seen(): ReadonlyMap<number, PartitionLook> {
    return this.#seen;
  }

  receive({ columns, length }: Batch): void {
    for (let row = 0; row < length; row++) {
      const value = (index: number, type: SqlType) => valueAt(columns[index]!, type, row, length); // a column of the query
      const partition = Number(value(PARTITION, INT));
      const timestamp = () => Number(value(TIMESTAMP, timestampType(3)));
      let seen = this.#seen.get(partition);
      if (seen === undefined) {
        this.#seen.set(partition, seen = { fitting: undefined, oldest: timestamp(), closing: undefined });
      }
      const offset = () => Number(value(OFFSET, BIGINT));
      if (value(FITS, BOOLEAN) === true) {
        this.fitting++;
        seen.fitting = { partition, offset: offset(), timestamp: timestamp(), closedBy: seen.closing };
      }
      if (value(CLOSES, BOOLEAN) === true) seen.closing = offset();
    }
  }
}
