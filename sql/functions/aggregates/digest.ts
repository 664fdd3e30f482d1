/** A sketch of many numbers that knows their quantiles: a merging t-digest (Dunning and Ertl, 2019). */
import type { Value } from "../../../schema/types.ts";
import { type Point, sortPoints } from "./number_counts.ts";

/** A mean of near values; `single`: of equal ones, so that it is known where in its weight each of them lies. */
interface Centroid extends Point<number> {
  readonly single: boolean;
}

/** At most so many centroids are kept; in the middle each holds up to π/1000 of all values, less at the ends. */
const COMPRESSION = 1000;
/** So many values are gathered before they are merged into the centroids. */
const PENDING = 1000;

/** Finite numbers with positive weights. */
export class Digest {
  /** Sorted by value. */
  #centroids: Centroid[] = [];
  #pending: Centroid[] = [];
  #min = Infinity;
  #max = -Infinity;
  #weight = 0;

  static restore(saved: Value): Digest {
    const [min, max, values, weights, singles] = saved as readonly [
      number,
      number,
      readonly number[],
      readonly number[],
      readonly boolean[],
    ];
    const digest = new Digest();
    digest.#min = min;
    digest.#max = max;
    digest.#centroids = values.map((value, i) => ({ value, weight: weights[i] ?? 0, single: singles[i] ?? false }));
    digest.#weight = weights.reduce((sum, weight) => sum + weight, 0);
    return digest;
  }

  get weight(): number {
    return this.#weight;
  }

  add(value: number, weight: number): void {
    this.#take({ value, weight, single: true });
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  merge(other: Digest): void {
    for (const centroid of other.#centroids) this.#take(centroid);
    for (const centroid of other.#pending) this.#take(centroid);
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** The value below which `rank` of the weight lies, 0 ≤ rank ≤ weight; there must be values. */
  valueAt(rank: number): number {
    this.#compress();
    let [rankBelow, valueBelow] = [0, this.#min];
    let before = 0;
    for (const { value, weight, single } of this.#centroids) {
      // A value that stands alone covers its whole weight, a mean stands for the middle of its.
      const from = single ? before : before + weight / 2;
      if (rank < from) return between(rank, rankBelow, valueBelow, from, value);
      before += weight;
      if (single && rank <= before) return value;
      [rankBelow, valueBelow] = [single ? before : from, value];
    }
    return between(rank, rankBelow, valueBelow, this.#weight, this.#max);
  }

  save(): Value {
    this.#compress();
    return [
      this.#min,
      this.#max,
      this.#centroids.map(({ value }) => value),
      this.#centroids.map(({ weight }) => weight),
      this.#centroids.map(({ single }) => single),
    ];
  }

  #take(centroid: Centroid): void {
    this.#pending.push(centroid);
    this.#weight += centroid.weight;
    if (this.#pending.length >= PENDING) this.#compress();
  }

  /** Joins neighbours as long as a centroid stays within one step of the scale. */
  #compress(): void {
    if (this.#pending.length === 0) return;
    const sorted = sortPoints<number>([...this.#centroids, ...this.#pending]) as Centroid[];
    this.#pending = [];
    const joined: Centroid[] = [];
    let before = 0;
    let limit = 0;
    for (const next of sorted) {
      const last = joined.at(-1);
      if (last !== undefined && before + last.weight + next.weight <= limit) {
        joined[joined.length - 1] = join(last, next);
        continue;
      }
      before += last?.weight ?? 0;
      limit = this.#weight * oneStepAbove(before / this.#weight);
      joined.push(next);
    }
    this.#centroids = joined;
  }
}

function join(a: Centroid, b: Centroid): Centroid {
  const weight = a.weight + b.weight;
  return {
    value: a.value === b.value ? a.value : a.value + (b.value - a.value) * (b.weight / weight),
    weight,
    single: a.single && b.single && a.value === b.value,
  };
}

/** One step up the scale asin(2q − 1) · compression / 2π, which is finest at both ends. */
function oneStepAbove(quantile: number): number {
  const angle = Math.asin(Math.min(1, 2 * quantile - 1)) + 2 * Math.PI / COMPRESSION;
  return angle >= Math.PI / 2 ? 1 : (Math.sin(angle) + 1) / 2;
}

function between(rank: number, rankBelow: number, below: number, rankAbove: number, above: number): number {
  if (rankAbove <= rankBelow || below === above) return above;
  const share = (rank - rankBelow) / (rankAbove - rankBelow);
  return below * (1 - share) + above * share;
}
