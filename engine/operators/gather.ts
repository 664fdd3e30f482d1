/** Rows of an input batch, picked one by one into an output batch: for operators that give a row several times. */
import { type Batch, INSERT } from "../../schema/batch.ts";
import { BATCH_ROWS, type Column, columnFor } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import { storageOf } from "../../schema/types.ts";
import { Program } from "../../sql/functions/program.ts";
import type { Receiver } from "../operator.ts";

/** Copies row `row` of the input's columns into row `k` of the output's; bytes stay where they are. */
type Gather = (columns: readonly Column[], row: number, out: readonly Column[], k: number) => void;

/** Output columns are at least as nullable as the input's. */
function compileGather(inputs: readonly Field[], outputs: readonly Field[]): Gather {
  const program = new Program();
  program.block("return function gather(columns, row, out, k)", () => {
    inputs.forEach((field, i) => {
      const [from, to] = [`columns[${i}]`, `out[${i}]`];
      if (outputs[i]?.nullable) program.line(`${to}.valid[k] = ${field.nullable ? `${from}.valid[row]` : "1"};`);
      program.line(
        storageOf(field.type) === "bytes"
          ? `${to}.starts[k] = ${from}.starts[row]; ${to}.ends[k] = ${from}.ends[row];`
          : `${to}.values[k] = ${from}.values[row];`,
      );
    });
  });
  return program.compile<Gather>();
}

/**
 * The output of an operator that gives the input's columns, then columns of its own, any number of times for each row.
 * Between {@link begin} and {@link finish} rows are added; the batch is handed on whenever it is full.
 */
export class GatheredBatch {
  readonly columns: readonly Column[];
  readonly #gather: Gather;
  readonly #next: Receiver;
  readonly #width: number;
  readonly #changes = new Uint8Array(BATCH_ROWS);
  readonly #rowOf = new Int32Array(BATCH_ROWS);
  #input: Batch | undefined;
  #length = 0;

  /** `outputs` begin with the columns of `inputs`. */
  constructor(inputs: readonly Field[], outputs: readonly Field[], next: Receiver) {
    this.#gather = compileGather(inputs, outputs);
    this.#width = inputs.length;
    this.columns = outputs.map((field) => columnFor(field));
    this.#next = next;
  }

  begin(input: Batch): void {
    this.#input = input;
    this.#length = 0;
  }

  /** A place for row `row` of the input: its position, where the caller fills columns of its own. */
  add(row: number): number {
    if (this.#length === BATCH_ROWS) this.finish();
    const input = this.#input!; // begin came first
    const k = this.#length++;
    this.#gather(input.columns, row, this.columns, k);
    this.#rowOf[k] = row;
    this.#changes[k] = input.changes?.[row] ?? INSERT;
    return k;
  }

  /** Replaces the change of a row that was added last. */
  set change(change: number) {
    this.#changes[this.#length - 1] = change;
  }

  finish(): void {
    const input = this.#input!; // begin came first
    if (this.#length === 0) return;
    for (let i = 0; i < this.#width; i++) {
      const [from, to] = [input.columns[i], this.columns[i]];
      if (from?.kind === "bytes" && to?.kind === "bytes") to.refill(from.data, from.jsonSafe);
    }
    this.#next.process({
      length: this.#length,
      columns: this.columns,
      changes: input.changes === undefined ? undefined : this.#changes,
      partition: input.partition,
      origin: (row) => input.origin?.(this.#rowOf[row] ?? row),
    });
    this.#length = 0;
  }
}
