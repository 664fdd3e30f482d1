/** array_agg and string_agg: all values, in the order in which they came. */
import { SqlError } from "../../../schema/errors.ts";
import { arrayType, NULL_TYPE, TEXT, type Value } from "../../../schema/types.ts";
import { aggregate, type AggregateFunction, type GroupState, type ObjectAccumulator } from "../aggregate.ts";
import { ANY, type Argument, SCALAR_AS_TEXT } from "../function.ts";
import { Arrivals } from "./arrivals.ts";

class Collected implements GroupState {
  readonly #arrivals: Arrivals;
  readonly #whole: (values: readonly Value[]) => Value;

  constructor(arrivals: Arrivals, whole: (values: readonly Value[]) => Value) {
    this.#arrivals = arrivals;
    this.#whole = whole;
  }

  add(args: readonly Value[], sequence: number): void {
    this.#arrivals.add(args[0] ?? null, sequence);
  }

  remove(args: readonly Value[]): void {
    this.#arrivals.remove(args[0] ?? null);
  }

  merge(other: Collected): void {
    this.#arrivals.merge(other.#arrivals);
  }

  result(): Value {
    return this.#arrivals.size === 0 ? null : this.#whole(this.#arrivals.values());
  }

  save(): Value {
    return this.#arrivals.save();
  }
}

function collecting(whole: (values: readonly Value[]) => Value): ObjectAccumulator {
  return {
    kind: "objects",
    create: () => new Collected(new Arrivals(), whole),
    restore: (saved) => new Collected(Arrivals.restore(saved), whole),
  };
}

/** Texts that are not NULL, joined. A separator that is NULL is none. */
function joining({ constant }: Argument): ObjectAccumulator {
  if (constant === undefined) {
    throw new SqlError("The separator of string_agg must be constant", { code: "aggregate" });
  }
  const separator = typeof constant === "string" ? constant : "";
  return collecting((values) => {
    const texts = values.filter((value) => value !== null);
    return texts.length === 0 ? null : texts.join(separator);
  });
}

export const COLLECT_FUNCTIONS: readonly AggregateFunction[] = [
  aggregate("array_agg", "Array of the values, NULLs too, in the order of arrival", {
    overloads: [{
      args: [ANY],
      returns: ([type = NULL_TYPE]) => arrayType(type.kind === "null" ? TEXT : type),
      build: () => collecting((values) => values),
    }],
    byArrival: true,
    nulls: "pass",
    examples: [
      ["array_agg(x)", "(1), (NULL), (2)", "[1,null,2]"],
      ["array_agg(x ORDER BY x DESC)", "(1), (3), (2)", "[3,2,1]"],
      ["array_agg(x) IGNORE NULLS", "(1), (NULL), (2)", "[1,2]"],
    ],
  }),
  aggregate("string_agg", "The texts joined with a constant separator", {
    overloads: [{
      args: [SCALAR_AS_TEXT, TEXT],
      returns: TEXT,
      build: ([, separator]) => joining(separator ?? { type: NULL_TYPE, nullable: true }),
    }],
    byArrival: true,
    nulls: "pass", // a NULL separator must not leave out the row
    examples: [
      ["string_agg(x, ', ')", "('a'), (NULL), ('b')", "a, b"],
      ["string_agg(x, '-' ORDER BY x DESC)", "('a'), ('b')", "b-a"],
      ["string_agg(DISTINCT x, ',')", "(1), (2), (1)", "1,2"],
    ],
  }),
];
