/**
 * Random input as a list of choices, 0 being the simplest: whoever can make something of any list can have it made
 * simpler by dropping choices and making them smaller.
 */
export class Choices {
  /** In the order in which they were asked for. */
  readonly made: number[] = [];
  readonly #next: () => number;

  private constructor(next: () => number) {
    this.#next = next;
  }

  /** The same for the same seed. */
  static random(seed: number): Choices {
    let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0 || 1;
    return new Choices(() => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state >>> 0;
    });
  }

  /** Those of a list, then zeroes. */
  static of(list: readonly number[]): Choices {
    let at = 0;
    return new Choices(() => list[at++] ?? 0);
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    const choice = this.#next() % limit;
    this.made.push(choice);
    return choice;
  }

  /** True in so many of a hundred cases; false is simpler. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  /** The first is the simplest. */
  pick<T>(options: readonly T[]): T {
    return options[this.below(options.length)]!; // below its length
  }

  /** Does one of several things, the first being the simplest. */
  oneOf<T>(...options: readonly (() => T)[]): T {
    return this.pick(options)();
  }

  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    return items.map(() => left.splice(this.below(left.length), 1)[0]!); // as many
  }
}

/** A smaller list for which `fails` still holds; asks at most `budget` times. */
export async function smallest<T>(
  list: readonly T[],
  fails: (list: readonly T[]) => Promise<boolean>,
  smaller: (item: T) => readonly T[] = () => [],
  budget = 1000,
): Promise<readonly T[]> {
  let best = list;
  let asked = 0;
  const attempt = async (candidate: readonly T[]): Promise<boolean> => {
    if (asked++ >= budget || !await fails(candidate)) return false;
    best = candidate;
    return true;
  };
  for (let before = -1; before !== asked && asked < budget;) {
    before = asked;
    const start = best;
    for (let size = Math.ceil(best.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let at = best.length - size; at >= 0; at -= size) await attempt(best.toSpliced(at, size));
    }
    for (let at = 0; at < best.length; at++) {
      for (const item of smaller(best[at]!)) if (await attempt(best.with(at, item))) break; // within the list
    }
    if (best === start) break;
  }
  return best;
}
