/** first_value, last_value and nth_value: one value by the order of arrival. */
import { SqlError } from "../../../schema/errors.ts";
import { NULL_TYPE, type SqlType, type Value } from "../../../schema/types.ts";
import { aggregate, type AggregateFunction, type GroupState, type ObjectAccumulator } from "../aggregate.ts";
import { ANY, type Argument, INTEGER } from "../function.ts";
import { Arrivals } from "./arrivals.ts";

/** Of rows that are only added no more is kept than the first or last `|position|` of them. */
class Edge implements GroupState {
  /** From 1; negative counts from the end. */
  readonly #position: number;
  readonly #values: Value[];
  readonly #sequences: number[];

  constructor(position: number, values: readonly Value[] = [], sequences: readonly number[] = []) {
    this.#position = position;
    this.#values = [...values];
    this.#sequences = [...sequences];
  }

  add(args: readonly Value[], sequence: number): void {
    const value = args[0] ?? null;
    const sequences = this.#sequences;
    const limit = Math.abs(this.#position);
    if (limit === 1 && sequences.length === 1) {
      const known = sequences[0] ?? 0;
      if (this.#position > 0 ? sequence >= known : sequence < known) return;
      this.#values[0] = value;
      sequences[0] = sequence;
      return;
    }
    let place = sequences.length;
    while (place > 0 && (sequences[place - 1] ?? 0) > sequence) place--;
    if (this.#position > 0 && place >= limit) return;
    this.#values.splice(place, 0, value);
    sequences.splice(place, 0, sequence);
    if (sequences.length <= limit) return;
    const outside = this.#position > 0 ? limit : 0;
    this.#values.splice(outside, 1);
    sequences.splice(outside, 1);
  }

  /** Not called: it is for rows that are only added. */
  remove(): void {}

  merge(other: Edge): void {
    for (const [i, value] of other.#values.entries()) this.add([value], other.#sequences[i] ?? 0);
  }

  result(): Value {
    return this.#values.at(this.#position > 0 ? this.#position - 1 : this.#position) ?? null;
  }

  save(): Value {
    return [[...this.#values], [...this.#sequences]];
  }
}

/** All values, since the ones that count may go. */
class Placed implements GroupState {
  readonly #index: number;
  readonly #arrivals: Arrivals;

  constructor(position: number, arrivals: Arrivals) {
    this.#index = position > 0 ? position - 1 : position;
    this.#arrivals = arrivals;
  }

  add(args: readonly Value[], sequence: number): void {
    this.#arrivals.add(args[0] ?? null, sequence);
  }

  remove(args: readonly Value[]): void {
    this.#arrivals.remove(args[0] ?? null);
  }

  merge(other: Placed): void {
    this.#arrivals.merge(other.#arrivals);
  }

  result(): Value {
    return this.#arrivals.at(this.#index) ?? null;
  }

  save(): Value {
    return this.#arrivals.save();
  }
}

function atPosition(position: number): ObjectAccumulator {
  return {
    kind: "objects",
    create: () => new Placed(position, new Arrivals()),
    restore: (saved) => new Placed(position, Arrivals.restore(saved)),
    insertOnly: {
      kind: "objects",
      create: () => new Edge(position),
      restore: (saved) => new Edge(position, ...(saved as readonly [readonly Value[], readonly number[]])),
    },
  };
}

function positionOf(arg: Argument | undefined): number {
  const position = Number(arg?.constant ?? 0);
  if (position !== 0) return position;
  throw new SqlError("The position of nth_value must be a constant integer other than 0", {
    code: "aggregate",
    hint: "1 is the first value, -1 the last.",
  });
}

const inputType = ([type = NULL_TYPE]: readonly SqlType[]) => type;

export const POSITIONAL_FUNCTIONS: readonly AggregateFunction[] = [
  aggregate("first_value", "First value, by arrival or by ORDER BY", {
    overloads: [{ args: [ANY], returns: inputType, build: () => atPosition(1) }],
    byArrival: true,
    nulls: "pass",
    examples: [
      ["first_value(x)", "(2), (1)", "2"],
      ["first_value(x ORDER BY x)", "(2), (1)", "1"],
      ["first_value(x) IGNORE NULLS", "(NULL), (1)", "1"],
    ],
  }),
  aggregate("last_value", "Last value, by arrival or by ORDER BY", {
    overloads: [{ args: [ANY], returns: inputType, build: () => atPosition(-1) }],
    byArrival: true,
    nulls: "pass",
    examples: [["last_value(x)", "(2), (1)", "1"], ["last_value(x)", "(2), (NULL)", "NULL"]],
  }),
  aggregate("nth_value", "The nth value by arrival or by ORDER BY; negative counts from the end", {
    overloads: [{ args: [ANY, INTEGER], returns: inputType, build: ([, n]) => atPosition(positionOf(n)) }],
    byArrival: true,
    nulls: "pass",
    examples: [["nth_value(x, 2)", "(5), (6), (7)", "6"], ["nth_value(x, -1)", "(5), (6), (7)", "7"]],
  }),
];
