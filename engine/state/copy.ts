/** Generated code that moves rows between batches and stores. */
import type { Column } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import { storageOf } from "../../schema/types.ts";
import { Program } from "../../sql/functions/program.ts";
import type { RowStore } from "./row_store.ts";

/** Copies row `row` of a batch's columns into `slot` of the store, which has room for it. */
export type CopyIn = (store: RowStore, columns: readonly Column[], row: number, slot: number) => void;

/**
 * Puts the row at `slot` into row `k` of the output columns from `at` on, which are as nullable as the store's or more.
 * Bytes are not copied: see {@link lendBytes}.
 */
export type CopyOut = (store: RowStore, slot: number, columns: readonly Column[], k: number) => void;

/** `positions[i]` is where column i of the store lies in the input. */
export function compileCopyIn(inputs: readonly Field[], positions: readonly number[]): CopyIn {
  const program = new Program();
  program.block("return function copyIn(store, columns, row, slot)", () => {
    program.line("const kept = store.columns;");
    positions.forEach((position, i) => {
      const field = inputs[position]!; // a position of the input
      const [from, to] = [`columns[${position}]`, `kept[${i}]`];
      if (!field.nullable) {
        program.line(`if (${to}.valid !== undefined) ${to}.valid[slot] = 1;`);
        program.line(copyValue(field, from, to));
        return;
      }
      program.line(`if (${to}.valid !== undefined) ${to}.valid[slot] = ${from}.valid[row];`);
      program.line(`if (${from}.valid[row] !== 0) { ${copyValue(field, from, to)} } else { ${empty(field, to)} }`);
    });
  });
  return program.compile<CopyIn>();
}

/** Copies rows `rows[0 … n)` of a batch's columns into `slots[0 … n)` of the store, which has room for them, column by column. */
export type CopyRowsIn = (
  store: RowStore,
  columns: readonly Column[],
  rows: Int32Array,
  slots: Int32Array,
  n: number,
) => void;

/** `positions[i]` is where column i of the store lies in the input. */
export function compileCopyRowsIn(inputs: readonly Field[], positions: readonly number[]): CopyRowsIn {
  const program = new Program();
  program.block("return function copyRowsIn(store, columns, rows, slots, n)", () => {
    positions.forEach((position, i) => {
      const field = inputs[position]!; // a position of the input
      program.block("", () => copyColumn(program, field, `columns[${position}]`, `store.columns[${i}]`));
    });
  });
  return program.compile<CopyRowsIn>();
}

function copyColumn(program: Program, field: Field, from: string, to: string): void {
  program.line(`const from = ${from}, to = ${to};`);
  if (field.nullable) {
    program.line("const N = from.valid, M = to.valid;");
    program.line("for (let k = 0; k < n; k++) M[slots[k]] = N[rows[k]];");
  } else program.line("if (to.valid !== undefined) for (let k = 0; k < n; k++) to.valid[slots[k]] = 1;");
  if (storageOf(field.type) === "bytes") return program.line("to.setRows(from, rows, slots, n);");
  program.line("const V = from.values, S = to.values;");
  program.line("for (let k = 0; k < n; k++) S[slots[k]] = V[rows[k]];");
}

function copyValue({ type }: Field, from: string, to: string): string {
  return storageOf(type) === "bytes"
    ? `${to}.set(slot, ${from}.data, ${from}.starts[row], ${from}.ends[row]);`
    : `${to}.values[slot] = ${from}.values[row];`;
}

function empty({ type }: Field, to: string): string {
  if (storageOf(type) === "bytes") return `${to}.starts[slot] = ${to}.ends[slot] = 0;`;
  return storageOf(type) === "any" ? `${to}.values[slot] = null;` : "";
}

/** `at`: position of the store's first column in the output; `columns` of the store, all by default. */
export function compileCopyOut(kept: readonly Field[], outputs: readonly Field[], at = 0): CopyOut {
  const program = new Program();
  program.block("return function copyOut(store, slot, columns, k)", () => {
    program.line("const kept = store.columns;");
    kept.forEach((field, i) => {
      const [from, to] = [`kept[${i}]`, `columns[${at + i}]`];
      if (outputs[at + i]?.nullable) {
        program.line(`${to}.valid[k] = ${field.nullable ? `${from}.valid[slot]` : "1"};`);
      }
      if (storageOf(field.type) === "bytes") {
        program.line(`${to}.starts[k] = ${from}.starts[slot]; ${to}.ends[k] = ${from}.ends[slot];`);
      } else program.line(`${to}.values[k] = ${from}.values[slot];`);
    });
  });
  return program.compile<CopyOut>();
}

/** To be called when a batch is filled by {@link CopyOut} and before it is handed on: its ranges lie in the store's bytes. */
export function lendBytes(store: RowStore, columns: readonly Column[], at = 0): void {
  store.columns.forEach((kept, i) => {
    const column = columns[at + i];
    if (kept.kind === "bytes" && column?.kind === "bytes") column.refill(kept.data, false);
  });
}
