/** `connector = 'impulse'`: a counter at a steady rate. */
import { AnyColumn, Int64Column } from "../schema/column.ts";
import { InternalError, SqlError } from "../schema/errors.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import { numberOption, type Option, parseDuration } from "../schema/options.ts";
import { BIGINT_UNSIGNED } from "../schema/types.ts";
import type { Connector } from "./connector.ts";
import { checkFixedColumns } from "./fixed_columns.ts";
import { columnsFor, isEventTime, type RowGenerator, RowSource } from "./row_source.ts";

const OPTIONS = {
  event_rate: { ...numberOption("Rows per second", 0, { min: 1e-6, max: 1e9 }), required: true },
  event_time_interval: eventTimeInterval(),
  message_count: numberOption("Number of rows after which the source ends", undefined, { min: 0, integer: true }),
};

const COLUMNS = ["counter", "subtask_index"].map((name) => fieldOf(name, BIGINT_UNSIGNED, false));

/**
 * Event time is the wall clock, or start + n × `event_time_interval`, where a restart counts the start anew and so
 * never goes back. Without an interval `event_rate` paces a counted source too; with one, it is as fast as it can.
 */
export const IMPULSE: Connector<Record<never, never>, typeof OPTIONS> = {
  name: "impulse",
  doc: "A counter at a steady rate",
  tableOptions: OPTIONS,
  formats: "none",
  metadata: {},
  columns: COLUMNS,
  check: (table) => checkFixedColumns(table, COLUMNS),
  bounded: (options) => options.message_count !== undefined,
  again: (options, reading) =>
    reading === undefined ? options : { ...options, message_count: reading.ranges[0]?.to, event_rate: 1e9 },
  stamps: (_, field) => isEventTime(field),
  source({ fields, options, environment }) {
    const counted = options.message_count !== undefined && options.event_time_interval !== undefined;
    return new RowSource(
      new ImpulseRows(fields, options.event_time_interval),
      { rate: counted ? undefined : options.event_rate, total: options.message_count },
      environment,
    );
  },
};

class ImpulseRows implements RowGenerator {
  readonly columns;
  readonly #fields: readonly Field[];
  readonly #interval: bigint | undefined;
  #start = 0n;

  /** `interval` is in nanoseconds. */
  constructor(fields: readonly Field[], interval: bigint | undefined) {
    this.#fields = fields;
    this.#interval = interval;
    this.columns = columnsFor(fields);
  }

  begin(_row: number, now: number): void {
    this.#start = BigInt(Math.floor(now)) * 1_000_000n;
  }

  fill(row: number, count: number, now: number): void {
    for (const [index, field] of this.#fields.entries()) {
      const column = this.columns[index];
      if (isEventTime(field) && column instanceof Int64Column) this.#fillTime(column, row, count, now);
      else if (column instanceof AnyColumn && field.name === "counter") {
        for (let i = 0; i < count; i++) column.values[i] = BigInt(row + i);
      } else if (column instanceof AnyColumn && field.name === "subtask_index") column.values.fill(0n, 0, count);
      else throw new InternalError(`impulse has no column '${field.name}'`);
    }
  }

  #fillTime(column: Int64Column, row: number, count: number, now: number): void {
    if (this.#interval === undefined) {
      column.values.fill(BigInt(Math.floor(now)) * 1_000_000n, 0, count);
      return;
    }
    for (let i = 0; i < count; i++) column.values[i] = this.#start + BigInt(row + i) * this.#interval;
  }
}

/** Nanoseconds; a number without unit is nanoseconds, too. */
function eventTimeInterval(): Option<bigint | undefined> {
  const key = "event_time_interval";
  const wrong = (why: string) => new SqlError(`invalid value for '${key}': ${why}`, { code: "bad_option" });
  return {
    doc: "Distance of two rows in event time; a number is nanoseconds",
    values: "interval",
    fallback: undefined,
    read({ value }) {
      if (typeof value === "string") {
        const text = value.trim();
        if (/^\d+$/.test(text)) return BigInt(text);
        const milliseconds = parseDuration(text);
        if (milliseconds !== undefined) return BigInt(Math.round(milliseconds * 1e6));
        throw wrong(`expected an interval such as '1 second', got '${value}'`);
      }
      if (!("months" in value)) throw wrong("expected an interval");
      if (value.months !== 0) throw new SqlError("months are not supported in this interval", { code: "bad_option" });
      const nanos = BigInt(value.days) * 86_400_000_000_000n + value.nanos;
      if (nanos < 0n) throw new SqlError("interval must not be negative", { code: "bad_option" });
      return nanos;
    },
  };
}
