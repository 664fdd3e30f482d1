/** `connector = 'nexmark'`: the events of the Nexmark benchmark. */
import { AnyColumn, Int64Column } from "../schema/column.ts";
import { InternalError, SqlError } from "../schema/errors.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import { numberOption, parsedOption } from "../schema/options.ts";
import { structType } from "../schema/types.ts";
import type { Connector } from "./connector.ts";
import { checkFixedColumns } from "./fixed_columns.ts";
import { parseInstant } from "./instant.ts";
import { NEXMARK_STRUCTS, NexmarkGenerator, type NexmarkKind } from "./nexmark_generator.ts";
import { columnsFor, isEventTime, type RowGenerator, RowSource } from "./row_source.ts";

/** Events per second. */
const RATES = { min: 1e-6, max: 1e9 };

const OPTIONS = {
  event_rate: { ...numberOption("Events per second, and the spacing of event time", 0, RATES), required: true },
  runtime: numberOption("Seconds after which the source ends", undefined, { min: 0 }),
  message_count: numberOption("Number of events; they come as fast as they can be read", undefined, {
    min: 0,
    integer: true,
  }),
  seed: numberOption("Same seed and start time: same events", 0, { integer: true }),
  start_time: parsedOption("Event time of the first event", "ISO time or epoch ms", undefined, readStart),
};

const KINDS: readonly NexmarkKind[] = ["person", "auction", "bid"];
const COLUMNS = KINDS.map((kind) => fieldOf(kind, structType(NEXMARK_STRUCTS[kind])));

/**
 * Event n happens at `start_time` + n / `event_rate`. Without a `start_time` a stream that goes on after a restart
 * takes a new start that keeps event time near the wall clock and never goes back.
 */
export const NEXMARK: Connector<Record<never, never>, typeof OPTIONS> = {
  name: "nexmark",
  doc: "Persons, auctions and bids of the Nexmark benchmark",
  tableOptions: OPTIONS,
  formats: "none",
  metadata: {},
  columns: COLUMNS,
  eventTimeMembers: KINDS.map((kind) => [kind, "datetime"]),
  check: (table) => checkFixedColumns(table, COLUMNS),
  bounded: (options) => options.message_count !== undefined || options.runtime !== undefined,
  again: (options, reading) =>
    reading === undefined ? options : { ...options, message_count: reading.ranges[0]?.to, runtime: undefined },
  stamps: ({ start_time }) => start_time === undefined,
  source({ fields, options, environment }) {
    const { event_rate, runtime, message_count, seed, start_time } = options;
    const counted = message_count !== undefined;
    const inTime = runtime === undefined ? Infinity : Math.round(runtime * event_rate);
    const total = Math.min(message_count ?? Infinity, inTime);
    const start = (row: number, now: number) => start_time ?? (counted ? now : now - row * 1000 / event_rate);
    return new RowSource(
      new NexmarkRows(fields, (row, now) => new NexmarkGenerator(seed, event_rate, start(row, now))),
      { rate: counted ? undefined : event_rate, total: total === Infinity ? undefined : total },
      environment,
    );
  },
};

class NexmarkRows implements RowGenerator {
  readonly columns;
  readonly #generate: (row: number, now: number) => NexmarkGenerator;
  #events: NexmarkGenerator | undefined;
  #time: Int64Column | undefined;
  /** Columns of the kinds that are asked for; the others are not made. */
  readonly #wanted: Partial<Record<NexmarkKind, AnyColumn>> = {};

  /** `generate` makes the generator of a reading that begins with row `row` at `now`. */
  constructor(fields: readonly Field[], generate: (row: number, now: number) => NexmarkGenerator) {
    this.columns = columnsFor(fields);
    this.#generate = generate;
    for (const [index, field] of fields.entries()) {
      const column = this.columns[index];
      const kind = KINDS.find((one) => one === field.name);
      if (isEventTime(field) && column instanceof Int64Column) this.#time = column;
      else if (kind !== undefined && column instanceof AnyColumn) this.#wanted[kind] = column;
      else throw new InternalError(`nexmark has no column '${field.name}'`);
    }
  }

  begin(row: number, now: number): void {
    this.#events = this.#generate(row, now);
  }

  fill(row: number, count: number): void {
    const events = this.#events;
    if (events === undefined) throw new InternalError("nexmark was not begun");
    const { person, auction, bid } = this.#wanted;
    for (const kind of KINDS) {
      this.#wanted[kind]?.valid?.fill(0, 0, count);
      this.#wanted[kind]?.values.fill(null, 0, count);
    }
    const times = this.#time;
    for (let i = 0; i < count; i++) {
      const event = row + i;
      const kind = events.kind(event);
      const column = kind === "bid" ? bid : kind === "auction" ? auction : person;
      if (column === undefined && times === undefined) continue;
      const time = events.time(event);
      if (times !== undefined) times.values[i] = time;
      if (column === undefined) continue;
      if (column.valid !== undefined) column.valid[i] = 1;
      column.values[i] = kind === "bid"
        ? events.bid(event, time)
        : kind === "auction"
        ? events.auction(event, time)
        : events.person(event, time);
    }
  }
}

function readStart(text: string, key: string): number {
  const start = parseInstant(text);
  if (start !== undefined) return start;
  throw new SqlError(
    `invalid value for '${key}': expected an ISO time or milliseconds since the epoch, got '${text}'`,
    {
      code: "bad_option",
    },
  );
}
