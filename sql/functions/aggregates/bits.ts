/** bit_and, bit_or and bit_xor over integers of any width. */
import { NULL_TYPE, type SqlType, type Value } from "../../../schema/types.ts";
import {
  aggregate,
  type AggregateFunction,
  type GroupState,
  type ObjectAccumulator,
  type SlotAccumulator,
} from "../aggregate.ts";
import { type Argument, INTEGER } from "../function.ts";
import { isBigint } from "../parameters.ts";

type Operation = "&" | "|" | "^";

/** The value so far and how many there were. XOR undoes itself, the others cannot. */
function folding(operation: Operation, type: SqlType): SlotAccumulator {
  const big = isBigint(type);
  const neutral = operation === "&" ? -1 : 0;
  const fold = (bits: string | undefined, arg: string | undefined) =>
    big ? `${bits} = BigInt.asIntN(64, ${bits} ${operation} ${arg});` : `${bits} ${operation}= ${arg};`;
  const slots: SlotAccumulator = {
    kind: "slots",
    slots: [
      big ? { storage: "int64", initial: BigInt(neutral) } : { storage: "int32", initial: neutral },
      { storage: "float64", initial: 0 },
    ],
    add([bits, count], [arg], emit) {
      emit.line(fold(bits, arg));
      emit.line(`${count} += 1;`);
    },
    merge([bits, count], [otherBits, otherCount], emit) {
      emit.line(fold(bits, otherBits));
      emit.line(`${count} += ${otherCount};`);
    },
    result: ([bits, count]) =>
      `(${count} === 0 ? null : ${big && isUnsigned(type) ? `BigInt.asUintN(64, ${bits})` : bits})`,
  };
  if (operation !== "^") return { ...slots, retractable: counting(operation, type) };
  return {
    ...slots,
    retract([bits, count], [arg], emit) {
      emit.line(fold(bits, arg));
      emit.line(`${count} -= 1;`);
    },
  };
}

function isUnsigned(type: SqlType): boolean {
  return type.kind === "integer" && type.unsigned;
}

/** How many values have each bit set, which says AND and OR and can go down again. */
class BitCounts implements GroupState {
  readonly #operation: "&" | "|";
  readonly #type: SqlType;
  readonly #counts: Float64Array;
  #total: number;

  constructor(operation: "&" | "|", type: SqlType, total = 0, counts?: readonly number[]) {
    this.#operation = operation;
    this.#type = type;
    this.#total = total;
    this.#counts = Float64Array.from(counts ?? new Array<number>(isBigint(type) ? 64 : 32).fill(0));
  }

  add(args: readonly Value[]): void {
    this.#change(args[0] ?? null, 1);
  }

  remove(args: readonly Value[]): void {
    this.#change(args[0] ?? null, -1);
  }

  merge(other: BitCounts): void {
    this.#total += other.#total;
    for (const [bit, count] of other.#counts.entries()) this.#counts[bit] = (this.#counts[bit] ?? 0) + count;
  }

  result(): Value {
    if (this.#total === 0) return null;
    const needed = this.#operation === "&" ? this.#total : 1;
    const word = (from: number) => {
      let bits = 0;
      for (let bit = 0; bit < 32; bit++) if ((this.#counts[from + bit] ?? 0) >= needed) bits |= 1 << bit;
      return bits;
    };
    if (!isBigint(this.#type)) return word(0);
    const bits = BigInt(word(32)) << 32n | BigInt(word(0) >>> 0);
    return isUnsigned(this.#type) ? BigInt.asUintN(64, bits) : bits;
  }

  save(): Value {
    return [this.#total, [...this.#counts]];
  }

  #change(value: Value, by: 1 | -1): void {
    this.#total += by;
    if (typeof value === "bigint") {
      this.#changeWord(Number(BigInt.asIntN(32, value)), 0, by);
      this.#changeWord(Number(BigInt.asIntN(32, value >> 32n)), 32, by);
    } else this.#changeWord(value as number, 0, by);
  }

  #changeWord(word: number, from: number, by: 1 | -1): void {
    for (let bit = 0; bit < 32; bit++) {
      if (word >>> bit & 1) this.#counts[from + bit] = (this.#counts[from + bit] ?? 0) + by;
    }
  }
}

function counting(operation: "&" | "|", type: SqlType): ObjectAccumulator {
  return {
    kind: "objects",
    create: () => new BitCounts(operation, type),
    restore: (saved) => new BitCounts(operation, type, ...(saved as readonly [number, readonly number[]])),
  };
}

function bits(name: string, doc: string, operation: Operation, examples: AggregateFunction["examples"]) {
  return aggregate(name, doc, {
    overloads: [{
      args: [INTEGER],
      returns: ([type = NULL_TYPE]) => type,
      build: ([arg]: readonly Argument[]) => folding(operation, arg?.type ?? NULL_TYPE),
    }],
    examples,
  });
}

export const BIT_AGGREGATES: readonly AggregateFunction[] = [
  bits("bit_and", "Bitwise AND of the values", "&", [["bit_and(x)", "(6), (3), (NULL)", "2"]]),
  bits("bit_or", "Bitwise OR of the values", "|", [["bit_or(x)", "(6), (3), (NULL)", "7"]]),
  bits("bit_xor", "Bitwise exclusive OR of the values", "^", [["bit_xor(x)", "(6), (3), (NULL)", "5"]]),
];
