/** Made-up values of every type. */
import { InternalError } from "../schema/errors.ts";
import type { SqlType, Value } from "../schema/types.ts";
import { NANOS_PER_DAY } from "../schema/values/time.ts";
import { nanosToTimestamp } from "../schema/values/timestamp.ts";
import type { ColumnSettings } from "./datagen_options.ts";
import { asStored, boundsOf, isNumber, sequenceLimit } from "./datagen_ranges.ts";
import type { Random } from "./random.ts";

/** `random` stands at the numbers of this row and column; `now` is in milliseconds since the epoch. */
export type MakeValue = (random: Random, row: number, now: number) => Value;

type Settings = Omit<ColumnSettings, "null_rate">;

const DEFAULT_TEXT_LENGTH = 10;
const DEFAULT_ARRAY_LENGTH = 3;

/** Settings have been checked against the type; absent: all defaults. */
export function makerFor(type: SqlType, settings: Settings | undefined): MakeValue {
  if (settings?.kind === "sequence") return sequence(type, settings.start);
  const { values } = settings ?? {};
  if (values !== undefined) return (random) => random.pick(values);
  const bounds = boundsOf(type, settings?.min, settings?.max);
  switch (type.kind) {
    case "boolean":
      return (random) => random.unit() < 0.5;
    case "float": {
      const low = Number(bounds?.min ?? 0);
      const span = Number(bounds?.max ?? 1) - low;
      return (random) => asStored(type, low + random.unit() * span);
    }
    case "integer":
    case "decimal":
      return whole(type, bounds);
    case "timestamp":
      if (bounds !== undefined) return whole(type, bounds);
      return (_random, _row, now) => nanosToTimestamp(nanosOf(now), type.precision);
    case "date":
      if (bounds !== undefined) return whole(type, bounds);
      return (_random, _row, now) => Math.floor(now / 86_400_000);
    case "time":
      if (bounds !== undefined) return whole(type, bounds);
      return (_random, _row, now) => nanosOf(now) % NANOS_PER_DAY;
    case "text": {
      const length = settings?.length ?? DEFAULT_TEXT_LENGTH;
      return (random) => random.letters(length);
    }
    case "bytea": {
      const length = settings?.length ?? DEFAULT_TEXT_LENGTH;
      return (random) => Uint8Array.from({ length }, () => random.below(256));
    }
    case "json":
      return (random) => `{"id":${random.below(1_000_000)},"name":"${random.letters(DEFAULT_TEXT_LENGTH)}"}`;
    case "interval":
      return (random) => ({ months: 0, days: 0, nanos: BigInt(random.below(86_400_000)) * 1_000_000n });
    case "struct": {
      const members = type.fields.map((field) => makerFor(field.type, undefined));
      return (random, row, now) => members.map((make) => make(random, row, now));
    }
    case "array": {
      const make = makerFor(type.element, undefined);
      const length = settings?.length ?? DEFAULT_ARRAY_LENGTH;
      return (random, row, now) => Array.from({ length }, () => make(random, row, now));
    }
    case "null":
      throw new InternalError("no column is declared as NULL");
    default:
      return type satisfies never;
  }
}

/** Begins again after the greatest number of the type. */
function sequence(type: SqlType, start: Value | undefined): MakeValue {
  const first = isNumber(start) ? BigInt(start) : 0n;
  const count = sequenceLimit(type) - first + 1n;
  const scale = type.kind === "decimal" ? 10n ** BigInt(type.scale) : 1n;
  const at = (row: number) => first + BigInt(row) % count;
  if (type.kind === "text") return (_random, row) => String(at(row));
  return (_random, row) => asStored(type, at(row) * scale);
}

/** Whole numbers from min to max, both included. */
function whole(type: SqlType, bounds: ReturnType<typeof boundsOf>): MakeValue {
  if (bounds === undefined) throw new InternalError("a number has bounds");
  const low = BigInt(bounds.min);
  const count = BigInt(bounds.max) - low + 1n;
  return (random) => asStored(type, low + random.belowBig(count));
}

function nanosOf(milliseconds: number): bigint {
  return BigInt(Math.floor(milliseconds)) * 1_000_000n;
}
