/** bool_and and bool_or, by counts: so that what was taken in can go again. */
import { BOOLEAN } from "../../../schema/types.ts";
import { aggregate, type AggregateFunction, type SlotAccumulator } from "../aggregate.ts";

function byCounts(result: (trues: string, falses: string) => string): SlotAccumulator {
  return {
    kind: "slots",
    slots: [{ storage: "float64", initial: 0 }, { storage: "float64", initial: 0 }],
    add: ([trues, falses], [arg], emit) => emit.line(`if (${arg}) ${trues} += 1; else ${falses} += 1;`),
    retract: ([trues, falses], [arg], emit) => emit.line(`if (${arg}) ${trues} -= 1; else ${falses} -= 1;`),
    merge([trues, falses], [otherTrues, otherFalses], emit) {
      emit.line(`${trues} += ${otherTrues};`);
      emit.line(`${falses} += ${otherFalses};`);
    },
    result: ([trues = "", falses = ""]) => `(${trues} + ${falses} === 0 ? null : ${result(trues, falses)})`,
  };
}

const AND = byCounts((_, falses) => `${falses} === 0`);
const OR = byCounts((trues) => `${trues} > 0`);

export const BOOLEAN_AGGREGATES: readonly AggregateFunction[] = [
  aggregate("bool_and", "Whether all values are true", {
    overloads: [{ args: [BOOLEAN], returns: BOOLEAN, build: () => AND }],
    examples: [["bool_and(x > 1)", "(1), (2)", "false"], ["bool_and(x)", "(TRUE), (NULL)", "true"]],
  }),
  aggregate("bool_or", "Whether some value is true", {
    overloads: [{ args: [BOOLEAN], returns: BOOLEAN, build: () => OR }],
    examples: [["bool_or(x > 1)", "(1), (2)", "true"], ["bool_or(x)", "(FALSE), (NULL)", "false"]],
  }),
];
