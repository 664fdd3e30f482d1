/** A smaller expression that differs as well: values of one row in the place of arguments. */
import { compare, type Comparison, type Difference } from "./compare.ts";
import type { DataFusion } from "./data_fusion.ts";
import { type Candidate, filled } from "./generate.ts";
import { literalOf } from "./literals.ts";
import type { Known, Sluice } from "./sluice.ts";

export interface Failure {
  readonly comparison: Comparison;
  readonly difference: Difference;
}

export class Bench {
  readonly #sluice: Sluice;
  readonly #dataFusion: DataFusion;

  constructor(sluice: Sluice, dataFusion: DataFusion) {
    this.#sluice = sluice;
    this.#dataFusion = dataFusion;
  }

  /** What each side makes of the candidates. */
  async compared(candidates: readonly Candidate[]): Promise<Comparison[]> {
    const answers = await this.#dataFusion.evaluate(candidates.map(({ theirs }) => theirs));
    return candidates.map((candidate, i) => ({
      ...candidate,
      ours: this.#sluice.evaluate(candidate.text),
      theirText: candidate.theirs,
      theirs: answers[i] ?? { error: "no answer" },
    }));
  }

  /** With as many arguments as possible as literals: all of them, or one after the other. */
  async minimised(failure: Failure): Promise<Failure> {
    let smallest = failure;
    const places = failure.comparison.args.map((_, i) => i);
    for (const replaced of [places, ...places.map((place) => [place])]) {
      const candidate = this.#withLiterals(smallest, replaced);
      if (candidate === undefined) continue;
      const [comparison] = await this.compared([candidate]);
      const { difference } = comparison === undefined ? {} : compare(comparison);
      if (comparison === undefined || difference === undefined) continue;
      smallest = { comparison, difference };
      if (replaced === places) break;
    }
    return smallest;
  }

  /** Undefined: nothing would change, or a value cannot be written. */
  #withLiterals({ comparison, difference }: Failure, places: readonly number[]): Candidate | undefined {
    const args = comparison.args.map((arg, i) => places.includes(i) ? this.#literal(arg, difference.row ?? 0) : arg);
    if (args.every((arg, i) => arg === comparison.args[i]) || args.includes(undefined)) return undefined;
    const known = args.filter((arg) => arg !== undefined);
    const { shape, name } = comparison;
    return {
      name,
      shape,
      args: known,
      text: filled(shape.template, known.map((arg) => arg.text)),
      theirs: filled(shape.theirs ?? shape.template, known.map((arg) => arg.theirs)),
    };
  }

  #literal(arg: Known, row: number): Known | undefined {
    const value = arg.rows[row];
    if (arg.isLiteral || value === undefined || "error" in value) return arg;
    const text = literalOf(value[0], arg.type);
    // Dates before the year 0 cannot be written.
    return "type" in this.#sluice.evaluate(text) ? { ...this.#sluice.known(text), isLiteral: true } : undefined;
  }
}
