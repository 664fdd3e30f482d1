/** Count, means and sums of squared distances of one or two columns: what variance and regression are made of. */
import type { Value } from "../../../schema/types.ts";
import type { GroupState, ObjectAccumulator, SlotAccumulator } from "../aggregate.ts";
import type { Emitter } from "../function.ts";
import { Program } from "../program.ts";
import { type Binary, binaryOf, minus, plus, quotient, times, ZERO } from "./binary.ts";

/**
 * `yy`, `xx`: sums of squared distances from the mean; `xy`: of products of distances. The first argument of a call is y,
 * as SQL has it: `corr(y, x)`.
 */
export type Moment = "count" | "meanY" | "meanX" | "yy" | "xx" | "xy";

export type Moments<T> = Readonly<Record<Moment, T>>;

/** JavaScript expression over the moments, `null` for NULL. */
export type MomentsResult = (moments: Moments<string>, emit: Emitter) => string;

const NEEDS: Moments<readonly Moment[]> = {
  count: [],
  meanY: ["count"],
  meanX: ["count"],
  yy: ["count", "meanY"],
  xx: ["count", "meanX"],
  xy: ["count", "meanY", "meanX"],
};

const MOMENTS = Object.keys(NEEDS) as Moment[];

/**
 * Rows are taken in one by one as Welford did, parts merged as Chan, Golub and LeVeque did: both keep the distances small,
 * where sums of squares would lose them. Taking a row out again so would leave the rounding of what it had brought, so
 * that is left to exact sums.
 */
export function overMoments(wanted: readonly Moment[], result: MomentsResult): SlotAccumulator {
  const kept = MOMENTS.filter((moment) => wanted.some((one) => one === moment || NEEDS[one].includes(moment)));
  const named = (state: readonly string[]) =>
    Object.fromEntries(MOMENTS.map((moment) => [moment, state[kept.indexOf(moment)] ?? ""])) as Moments<string>;
  return {
    kind: "slots",
    slots: kept.map(() => ({ storage: "float64", initial: 0 })),
    add: (state, args, emit) => addRow(named(state), args, emit),
    merge: (state, other, emit) => mergeMoments(named(state), named(other), emit),
    result: (state, emit) => `(${result(named(state), emit)})`,
    retractable: overExactSums(result),
  };
}

function addRow(into: Moments<string>, [y = "", x = ""]: readonly string[], emit: Emitter): void {
  emit.line(`${into.count} += 1;`);
  const fromY = into.meanY && emit.let(`${y} - ${into.meanY}`);
  const fromX = into.meanX && emit.let(`${x} - ${into.meanX}`);
  if (fromY) emit.line(`${into.meanY} += ${fromY} / ${into.count};`);
  if (fromX) emit.line(`${into.meanX} += ${fromX} / ${into.count};`);
  if (into.yy) emit.line(`${into.yy} += ${fromY} * (${y} - ${into.meanY});`);
  if (into.xx) emit.line(`${into.xx} += ${fromX} * (${x} - ${into.meanX});`);
  if (into.xy) emit.line(`${into.xy} += ${fromX} * (${y} - ${into.meanY});`);
}

function mergeMoments(into: Moments<string>, other: Moments<string>, emit: Emitter): void {
  emit.line(`if (${other.count} > 0) {`);
  const total = emit.let(`${into.count} + ${other.count}`);
  const share = emit.let(`${other.count} / ${total}`);
  const fromY = into.meanY && emit.let(`${other.meanY} - ${into.meanY}`);
  const fromX = into.meanX && emit.let(`${other.meanX} - ${into.meanX}`);
  const add = (to: string, own: string, a: string, b: string) => {
    if (to) emit.line(`${to} += ${own} + ${a} * ${b} * (${into.count} * ${share});`);
  };
  add(into.yy, other.yy, fromY, fromY);
  add(into.xx, other.xx, fromX, fromX);
  add(into.xy, other.xy, fromX, fromY);
  if (fromY) emit.line(`${into.meanY} += ${fromY} * ${share};`);
  if (fromX) emit.line(`${into.meanX} += ${fromX} * ${share};`);
  emit.line(`${into.count} = ${total};`);
  emit.line("}");
}

type ResultOf = (moments: Moments<number>) => Value;

function overExactSums(result: MomentsResult): ObjectAccumulator {
  const program = new Program();
  const moments = Object.fromEntries(MOMENTS.map((moment) => [moment, `moments.${moment}`])) as Moments<string>;
  program.block("return function (moments)", () => program.line(`return ${result(moments, program)};`));
  const compiled = program.compile<ResultOf>();
  return {
    kind: "objects",
    create: () => new ExactSums(compiled),
    restore: (saved) => new ExactSums(compiled, saved),
  };
}

interface Sums {
  readonly y: Binary;
  readonly x: Binary;
  readonly yy: Binary;
  readonly xx: Binary;
  readonly xy: Binary;
}

const NOTHING: Sums = { y: ZERO, x: ZERO, yy: ZERO, xx: ZERO, xy: ZERO };

function combined(a: Sums, b: Sums, combine: (a: Binary, b: Binary) => Binary): Sums {
  return {
    y: combine(a.y, b.y),
    x: combine(a.x, b.x),
    yy: combine(a.yy, b.yy),
    xx: combine(a.xx, b.xx),
    xy: combine(a.xy, b.xy),
  };
}

/** Sums without any rounding, so that nothing is left of a row that was taken out. */
class ExactSums implements GroupState {
  readonly #result: ResultOf;
  #count = 0;
  /** How many values are NaN or infinite: these have no exact sum. */
  #oddY = 0;
  #oddX = 0;
  #sums = NOTHING;

  constructor(result: ResultOf, saved?: Value) {
    this.#result = result;
    if (saved === undefined) return;
    const [counts, sums] = saved as readonly [readonly number[], readonly (readonly [bigint, number])[]];
    [this.#count = 0, this.#oddY = 0, this.#oddX = 0] = counts;
    const [y = ZERO, x = ZERO, yy = ZERO, xx = ZERO, xy = ZERO] = sums.map(([digits, exponent]) => ({
      digits,
      exponent,
    }));
    this.#sums = { y, x, yy, xx, xy };
  }

  add(args: readonly Value[]): void {
    this.#change(args, 1);
  }

  remove(args: readonly Value[]): void {
    if (this.#count > 0) this.#change(args, -1);
  }

  merge(other: ExactSums): void {
    this.#count += other.#count;
    this.#oddY += other.#oddY;
    this.#oddX += other.#oddX;
    this.#sums = combined(this.#sums, other.#sums, plus);
  }

  result(): Value {
    const { y, x, yy, xx, xy } = this.#sums;
    const count = this.#count;
    const n = BigInt(count);
    const moment = (odd: number, exact: () => number) => count === 0 ? 0 : odd > 0 ? NaN : exact();
    /** (n Σab − Σa Σb) / n */
    const distances = (ab: Binary, a: Binary, b: Binary) =>
      quotient(minus(times({ digits: n, exponent: 0 }, ab), times(a, b)), n);
    return this.#result({
      count,
      meanY: moment(this.#oddY, () => quotient(y, n)),
      meanX: moment(this.#oddX, () => quotient(x, n)),
      yy: moment(this.#oddY, () => distances(yy, y, y)),
      xx: moment(this.#oddX, () => distances(xx, x, x)),
      xy: moment(this.#oddY + this.#oddX, () => distances(xy, x, y)),
    });
  }

  save(): Value {
    const { y, x, yy, xx, xy } = this.#sums;
    return [
      [this.#count, this.#oddY, this.#oddX],
      [y, x, yy, xx, xy].map(({ digits, exponent }) => [digits, exponent]),
    ];
  }

  #change(args: readonly Value[], by: 1 | -1): void {
    const first = args[0] as number;
    const second = (args[1] ?? 0) as number;
    const [oddY, oddX] = [!Number.isFinite(first), !Number.isFinite(second)];
    this.#count += by;
    if (oddY) this.#oddY += by;
    if (oddX) this.#oddX += by;
    const y = oddY ? ZERO : binaryOf(first);
    const x = oddX ? ZERO : binaryOf(second);
    const row = { y, x, yy: times(y, y), xx: times(x, x), xy: times(x, y) };
    this.#sums = combined(this.#sums, row, by > 0 ? plus : minus);
  }
}
