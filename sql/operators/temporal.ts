/** Arithmetic of TIMESTAMP, DATE and INTERVAL (`sql.md` §11.1). */
import { DATE, DOUBLE, INTERVAL, type Interval, type SqlType } from "../../schema/types.ts";
import {
  addIntervals,
  addToDate,
  addToTimestamp,
  divideInterval,
  multiplyInterval,
  negateInterval,
  subtractIntervals,
} from "../../schema/values/interval.ts";
import { NANOS_PER_DAY } from "../../schema/values/time.ts";
import {
  isTimestampInRange,
  MAX_INT64,
  MIN_INT64,
  nanosToTimestamp,
  timestampToNanos,
} from "../../schema/values/timestamp.ts";
import type { Argument, Implementation } from "../functions/function.ts";
import type { ArithmeticOperator } from "./arithmetic.ts";
import { divisionByZero, isNumber, orOverflow, overflow, propagating, type Resolved } from "./resolved.ts";

type TimestampType = SqlType & { readonly kind: "timestamp" };

export const negatedInterval: Implementation = { call: orOverflow(negateInterval) };

/** `undefined`: no meaning. */
export function temporalArithmetic(op: ArithmeticOperator, left: Argument, right: Argument): Resolved | undefined {
  const [a, b] = [left.type, right.type];
  if (op === "-" && isInstant(a) && isInstant(b)) return difference(a, b);
  if (op === "+" || op === "-") {
    if (isInstant(a) && isInterval(b)) return shifted(a, right, op, false);
    if (op === "+" && isInterval(a) && isInstant(b)) return shifted(b, left, op, true);
    if (isInterval(a) && isInterval(b)) {
      const call = orOverflow(op === "+" ? addIntervals : subtractIntervals);
      return propagating([INTERVAL, INTERVAL], INTERVAL, { call });
    }
    return undefined;
  }
  if (a.kind === "interval" && op === "*" && isFactor(b)) return scaled([INTERVAL, DOUBLE], multiplyInterval);
  if (b.kind === "interval" && op === "*" && isFactor(a)) {
    return scaled([DOUBLE, INTERVAL], (factor: number, interval: Interval) => multiplyInterval(interval, factor));
  }
  if (a.kind === "interval" && op === "/" && isFactor(b)) return scaled([INTERVAL, DOUBLE], divided);
  return undefined;
}

function isInstant(type: SqlType): boolean {
  return type.kind === "timestamp" || type.kind === "date";
}

function isInterval(type: SqlType): boolean {
  return type.kind === "interval" || type.kind === "null";
}

function isFactor(type: SqlType): boolean {
  return isNumber(type) || type.kind === "null";
}

function scaled(argTypes: readonly SqlType[], compute: (...args: never[]) => Interval | undefined): Resolved {
  return propagating(argTypes, INTERVAL, { call: orOverflow(compute) });
}

function divided(interval: Interval, divisor: number): Interval | undefined {
  if (divisor === 0) divisionByZero();
  return divideInterval(interval, divisor);
}

/** The nanoseconds between two instants, as an interval of nanoseconds alone. */
function difference(a: SqlType, b: SqlType): Resolved {
  const [leftNanos, rightNanos] = [nanosOf(a), nanosOf(b)];
  const call = (x: never, y: never): Interval => {
    const nanos = leftNanos(x) - rightNanos(y);
    return nanos >= MIN_INT64 && nanos <= MAX_INT64 ? { months: 0, days: 0, nanos } : overflow();
  };
  return propagating([undefined, undefined], INTERVAL, { call });
}

function nanosOf(type: SqlType): (value: never) => bigint {
  if (type.kind === "timestamp") {
    const { precision } = type;
    return precision === 9 ? (units: bigint) => units : (units: bigint) => timestampToNanos(units, precision);
  }
  return (days: number) => BigInt(days) * NANOS_PER_DAY;
}

/** A timestamp or date plus or minus an interval. `swapped`: the interval stands first. */
function shifted(type: SqlType, interval: Argument, op: "+" | "-", swapped: boolean): Resolved {
  const argTypes = swapped ? [INTERVAL, undefined] : [undefined, INTERVAL];
  if (type.kind !== "timestamp") {
    const add = orOverflow((date: number, by: Interval) => addToDate(date, signed(by, op)));
    const call = swapped ? (by: Interval, date: number) => add(date, by) : add;
    return propagating(argTypes, DATE, { call });
  }
  const { precision } = type;
  const add = orOverflow((units: bigint, by: Interval) => addToTimestamp(units, precision, signed(by, op)));
  const call = swapped ? (by: Interval, units: bigint) => add(units, by) : add;
  const fixed = fixedShift(type, interval, op);
  if (fixed === undefined) return propagating(argTypes, type, { call });
  const js: Implementation["js"] = (args, emit) => {
    const result = emit.let(`${args[swapped ? 1 : 0]} + ${emit.constant(fixed)}`);
    const wrapped = emit.let(`BigInt.asIntN(64, ${result})`);
    const outside = precision === 9 ? "" : ` || !${emit.constant(isTimestampInRange)}(${wrapped}, ${precision})`;
    emit.line(`if (${wrapped} !== ${result}${outside}) ${emit.constant(overflow)}();`);
    return wrapped;
  };
  return propagating(argTypes, type, { js });
}

/** The units that a literal interval without months moves a timestamp. */
function fixedShift(type: TimestampType, interval: Argument, op: "+" | "-"): bigint | undefined {
  const { constant } = interval;
  if (interval.type.kind !== "interval" || constant === undefined || constant === null) return undefined;
  const by = signed(constant as Interval, op);
  return by.months === 0 ? nanosToTimestamp(BigInt(by.days) * NANOS_PER_DAY + by.nanos, type.precision) : undefined;
}

function signed(interval: Interval, op: "+" | "-"): Interval {
  return op === "+" ? interval : { months: -interval.months, days: -interval.days, nanos: -interval.nanos };
}
