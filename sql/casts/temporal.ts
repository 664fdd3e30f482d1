/** Casts among TIMESTAMP, DATE, TIME, INTERVAL and numbers (`sql.md` §11.4). */
import { DATE, type Interval, sameType, type SqlType, TIME } from "../../schema/types.ts";
import { exactOfDouble, powerOfTen } from "../../schema/values/decimal.ts";
import { intervalNanos } from "../../schema/values/interval.ts";
import { NANOS_PER_DAY } from "../../schema/values/time.ts";
import {
  convertTimestamp,
  floorDivide,
  isTimestampInRange,
  type TimestampPrecision,
  unitsPerSecond,
} from "../../schema/values/timestamp.ts";
import type { Emitter } from "../functions/function.ts";
import { castFailure, type CastImplementation, partial, total, UNCHANGED } from "./failure.ts";
import { integerRange, type IntegerType, isBigintInteger, numericCast } from "./numeric.ts";

type TimestampType = SqlType & { readonly kind: "timestamp" };

const BIGINT: IntegerType = { kind: "integer", bits: 64, unsigned: false };

export function temporalCast(from: SqlType, to: SqlType): CastImplementation | undefined {
  switch (from.kind) {
    case "timestamp":
      return fromTimestamp(from, to);
    case "date":
      return fromDate(to);
    case "time":
      return to.kind === "integer" ? narrowed(from, to) : undefined;
    case "interval":
      if (to.kind !== "integer" || to.bits !== 64) return undefined;
      return partial(from, to, (x: Interval) => x.months === 0 ? inRange(intervalNanos(x), to) : undefined);
    case "integer":
      return fromInteger(from, to);
    case "float":
      if (to.kind !== "timestamp") return undefined;
      return partial(from, to, (x: number) => secondsToUnits(exactOfDouble(x), to.precision, true));
    case "decimal":
      if (to.kind !== "timestamp") return undefined;
      return partial(
        from,
        to,
        (x: bigint) => secondsToUnits({ unscaled: x, scale: from.scale }, to.precision, false),
      );
    default:
      return undefined;
  }
}

function fromTimestamp(from: TimestampType, to: SqlType): CastImplementation | undefined {
  const perDay = unitsPerSecond(from.precision) * 86400n;
  switch (to.kind) {
    case "timestamp": {
      if (to.precision <= from.precision) {
        return total({ call: (x: bigint) => convertTimestamp(x, from.precision, to.precision) });
      }
      return partial(from, to, (x: bigint) => convertTimestamp(x, from.precision, to.precision));
    }
    case "date":
      return total({ call: (x: bigint) => Number(floorDivide(x, perDay)) });
    case "time": {
      const nanosPerUnit = powerOfTen(9 - from.precision);
      return total({ call: (x: bigint) => (x - floorDivide(x, perDay) * perDay) * nanosPerUnit });
    }
    case "integer":
      return narrowed(from, to);
    case "float":
      return numericCast(BIGINT, to);
    case "decimal":
      return narrowed(from, to);
    default:
      return undefined;
  }
}

/** From a type whose values are int64 units. */
function narrowed(from: SqlType, to: SqlType): CastImplementation | undefined {
  if (sameType(to, BIGINT)) return UNCHANGED;
  const cast = numericCast(BIGINT, to);
  return cast && { ...cast, implementation: failingAs(cast, from, to) };
}

/** The same code with the failure text of another source type. */
function failingAs(cast: CastImplementation, from: SqlType, to: SqlType) {
  const { js } = cast.implementation;
  if (js === undefined) return cast.implementation;
  const [inner, outer] = [castFailure(BIGINT, to), castFailure(from, to)];
  return {
    js: (args: readonly string[], emit: Emitter): string =>
      js(args, {
        let: (expression) => emit.let(expression),
        line: (statement) => emit.line(statement),
        constant: (value) => emit.constant(value === inner ? outer : value),
      }),
  };
}

function fromDate(to: SqlType): CastImplementation | undefined {
  switch (to.kind) {
    case "integer":
      return numericCast({ kind: "integer", bits: 32, unsigned: false }, to);
    case "timestamp": {
      const perDay = unitsPerSecond(to.precision) * 86400n;
      return partial(DATE, to, (days: number) => {
        const units = BigInt(days) * perDay;
        return isTimestampInRange(units, to.precision) ? units : undefined;
      });
    }
    default:
      return undefined;
  }
}

function fromInteger(from: IntegerType, to: SqlType): CastImplementation | undefined {
  switch (to.kind) {
    case "timestamp": {
      // Plain TIMESTAMP takes seconds, TIMESTAMP(p) its units.
      const factor = to.precision === 9 ? 1_000_000_000n : 1n;
      return partial(from, to, (x: number | bigint) => {
        const units = BigInt(x) * factor;
        return isTimestampInRange(units, to.precision) ? units : undefined;
      });
    }
    case "date":
      return numericCast(from, { kind: "integer", bits: 32, unsigned: false });
    case "time":
      return isBigintInteger(from)
        ? partial(from, TIME, (x: bigint) => x >= 0n && x < NANOS_PER_DAY ? x : undefined)
        : undefined;
    default:
      return undefined;
  }
}

/** Seconds to units of `precision`: floor, or to the nearest unit for doubles, which rarely hit one exactly. */
function secondsToUnits(
  seconds: { readonly unscaled: bigint; readonly scale: number } | undefined,
  precision: TimestampPrecision,
  round: boolean,
): bigint | undefined {
  if (seconds === undefined || seconds.scale > 1100) return undefined;
  const scaled = seconds.unscaled * unitsPerSecond(precision);
  const divisor = powerOfTen(seconds.scale);
  const units = round ? floorDivide(2n * scaled + divisor, 2n * divisor) : floorDivide(scaled, divisor);
  return isTimestampInRange(units, precision) ? units : undefined;
}

function inRange(value: bigint, type: IntegerType): bigint | undefined {
  const { min, max } = integerRange(type);
  return value >= min && value <= max ? value : undefined;
}
