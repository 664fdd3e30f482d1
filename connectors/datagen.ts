/** `connector = 'datagen'`: made-up rows of any columns. */
import { type Column, setValue } from "../schema/column.ts";
import { InternalError, SqlError } from "../schema/errors.ts";
import type { Field } from "../schema/field.ts";
import { numberOption } from "../schema/options.ts";
import { physicalColumns, type Table } from "../schema/table.ts";
import type { SqlType } from "../schema/types.ts";
import type { Connector } from "./connector.ts";
import { checkSettings, type ColumnSettings, prefixedOptions, settingsOf } from "./datagen_options.ts";
import { isClock } from "./datagen_ranges.ts";
import { makerFor, type MakeValue } from "./datagen_values.ts";
import { Random } from "./random.ts";
import { columnsFor, isEventTime, type RowGenerator, RowSource } from "./row_source.ts";

const DEFAULT_RATE = 10;

const OPTIONS = {
  rows_per_second: numberOption(
    "Rows per second; 10 unless given, and as fast as it can for a bounded table",
    undefined,
    { min: 1e-6, max: 1e9 },
  ),
  number_of_rows: numberOption("Number of rows after which the source ends", undefined, { min: 0, integer: true }),
  seed: numberOption("Same seed: same rows", 0, { integer: true }),
};

/** Event time is the wall clock. A sequence with an end ends the source. */
export const DATAGEN: Connector<Record<never, never>, typeof OPTIONS> = {
  name: "datagen",
  doc: "Made-up rows of any columns",
  tableOptions: OPTIONS,
  columnOptions: prefixedOptions,
  formats: "none",
  metadata: {},
  check(table) {
    const columns = physicalColumns(table);
    if (columns.length === 0) throw new SqlError("No schema defined for datagen source", { code: "bad_schema" });
    for (const column of columns) checkSettings(column, settingsOf(column, table.options));
  },
  bounded: (options) =>
    options.number_of_rows !== undefined ||
    Object.entries(options).some(([key, value]) => /^fields\..+\.end$/.test(key) && value !== undefined),
  again: (options, reading) =>
    reading === undefined ? options : { ...options, number_of_rows: reading.ranges[0]?.to, rows_per_second: undefined },
  stamps: (options, field) => isEventTime(field) || (holdsClock(field.type) && !isGiven(options, field.name)),
  source({ table, fields, options, environment }) {
    const ends = physicalColumns(table).map((column) => sequenceLength(settingsOf(column, table.options)));
    const total = Math.min(options.number_of_rows ?? Infinity, ...ends);
    const rate = options.rows_per_second ?? (total === Infinity ? DEFAULT_RATE : undefined);
    return new RowSource(
      new DatagenRows(table, fields, options.seed),
      { rate, total: total === Infinity ? undefined : total },
      environment,
    );
  },
};

/** Whether the wall clock gives the values, or parts of them, that no option gives. */
function holdsClock(type: SqlType): boolean {
  if (type.kind === "struct") return type.fields.some((field) => holdsClock(field.type));
  return type.kind === "array" ? holdsClock(type.element) : isClock(type);
}

/** Options say between which bounds values are, or which there are. */
function isGiven(options: Readonly<Record<string, unknown>>, column: string): boolean {
  return ["min", "values"].some((name) => options[`fields.${column}.${name}`] !== undefined);
}

function sequenceLength({ kind, start, end }: ColumnSettings): number {
  if (kind !== "sequence" || end === undefined) return Infinity;
  return Math.max(0, Number(end) - Number(start ?? 0) + 1);
}

interface GeneratedColumn {
  readonly column: Column;
  readonly make: MakeValue;
  readonly nullRate: number;
  /** Position in the table, so that a column's values do not depend on which others are read. */
  readonly stream: number;
}

class DatagenRows implements RowGenerator {
  readonly columns;
  readonly #generated: readonly GeneratedColumn[];
  readonly #random: Random;

  constructor(table: Table, fields: readonly Field[], seed: number) {
    this.columns = columnsFor(fields);
    this.#random = new Random(seed);
    const declared = physicalColumns(table);
    this.#generated = fields.map((field, index) => {
      const column = this.columns[index];
      const stream = declared.findIndex(({ name }) => name === field.name);
      const settings = declared[stream];
      if (column === undefined) throw new InternalError("datagen has a column for every field");
      if (isEventTime(field)) return { column, make: makerFor(field.type, undefined), nullRate: 0, stream: -1 };
      if (settings === undefined) throw new InternalError(`datagen has no column '${field.name}'`);
      const { null_rate: nullRate, ...rest } = settingsOf(settings, table.options);
      return { column, make: makerFor(field.type, rest), nullRate, stream };
    });
  }

  fill(row: number, count: number, now: number): void {
    const random = this.#random;
    for (const { column, make, nullRate, stream } of this.#generated) {
      for (let i = 0; i < count; i++) {
        random.at(stream, row + i);
        const missing = nullRate > 0 && random.unit() < nullRate;
        setValue(column, i, missing ? null : make(random, row + i, now));
      }
    }
  }
}
