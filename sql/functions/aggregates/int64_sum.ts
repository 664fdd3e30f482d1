/** Sums of 64-bit integers in slots, for sum and avg. */
import { overflow } from "../../operators/resolved.ts";
import type { CountedAccumulator, StateSlot } from "../aggregate.ts";
import type { Emitter } from "../function.ts";

type Sum = Omit<CountedAccumulator, "result" | "readsCount" | "isCount"> & {
  /** The sum as a bigint expression. */
  total(state: readonly string[]): string;
};

const INT64: StateSlot = { storage: "int64", initial: 0n };

/** Code of an argument as a bigint; `isNumber`: its values are JavaScript numbers. */
function bigint(value: string, isNumber: boolean): string {
  return isNumber ? `BigInt(${value})` : value;
}

/** One slot; a sum beyond 64 bits is an error. */
export function checkedSum(isNumber: boolean): Sum {
  const step = (sum: string, operation: string, emit: Emitter) => {
    const result = emit.let(operation);
    const wrapped = emit.let(`BigInt.asIntN(64, ${result})`);
    emit.line(`if (${wrapped} !== ${result}) ${emit.constant(overflow)}();`);
    emit.line(`${sum} = ${wrapped};`);
  };
  return {
    slots: [INT64],
    add: ([sum = ""], [value = ""], emit) => step(sum, `${sum} + ${bigint(value, isNumber)}`, emit),
    retract: ([sum = ""], [value = ""], emit) => step(sum, `${sum} - ${bigint(value, isNumber)}`, emit),
    merge: ([sum = ""], [other = ""], emit) => step(sum, `${sum} + ${other}`, emit),
    unmerge: ([sum = ""], [other = ""], emit) => step(sum, `${sum} - ${other}`, emit),
    total: ([sum = ""]) => sum,
  };
}

/** Two slots: the lowest 64 bits, and how often they overflowed. Exact for 18 digits however many rows there are. */
export function carriedSum(): Sum {
  const step = ([sum = "", carry = ""]: readonly string[], operator: "+" | "-", value: string, emit: Emitter) => {
    const result = emit.let(`${sum} ${operator} ${value}`);
    const wrapped = emit.let(`BigInt.asIntN(64, ${result})`);
    emit.line(`if (${wrapped} !== ${result}) ${carry} += ${result} > ${wrapped} ? 1 : -1;`);
    emit.line(`${sum} = ${wrapped};`);
  };
  return {
    slots: [INT64, { storage: "float64", initial: 0 }],
    add: (state, [value = ""], emit) => step(state, "+", value, emit),
    retract: (state, [value = ""], emit) => step(state, "-", value, emit),
    merge(state, [sum = "", carry], emit) {
      step(state, "+", sum, emit);
      emit.line(`${state[1]} += ${carry};`);
    },
    unmerge(state, [sum = "", carry], emit) {
      step(state, "-", sum, emit);
      emit.line(`${state[1]} -= ${carry};`);
    },
    total: ([sum, carry]) => `(${carry} === 0 ? ${sum} : ${sum} + BigInt(${carry}) * 18446744073709551616n)`,
  };
}

/** Sum in a double. */
export function floatSum(isBigint: boolean): Omit<CountedAccumulator, "result" | "readsCount" | "isCount"> {
  const number = (value: string) => isBigint ? `Number(${value})` : value;
  return {
    slots: [{ storage: "float64", initial: 0 }],
    add: ([sum], [value = ""], emit) => emit.line(`${sum} += ${number(value)};`),
    merge: ([sum], [other], emit) => emit.line(`${sum} += ${other};`),
  };
}
