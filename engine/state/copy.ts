/** Generated code that moves rows between batches and stores. */
import type { Column } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import { storageOf } from "../../schema/types.ts";
import { Program } from "../../sql/functions/program.ts";
import type { RowStore, StoreColumn } from "./row_store.ts";

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
export function copyRowsIn(inputs: readonly Field[], positions: readonly number[]): CopyRowsIn {
  const copies = positions.map((position) => copyColumnOf(inputs[position]!)); // a position of the input
  return (store, columns, rows, slots, n) => {
    for (let i = 0; i < copies.length; i++) {
      copies[i]!(columns[positions[i]!]!, store.columns[i]!, rows, slots, n); // one for each column of the store
    }
  };
}

type CopyColumn = (from: Column, to: StoreColumn, rows: Int32Array, slots: Int32Array, n: number) => void;

/** One for each kind of column, so that it is hot when another query begins. */
const COPY_COLUMN = new Map<string, CopyColumn>();

function copyColumnOf(field: Field): CopyColumn {
  const kind = `${storageOf(field.type)} ${field.nullable}`;
  let copy = COPY_COLUMN.get(kind);
  if (copy === undefined) COPY_COLUMN.set(kind, copy = compileCopyColumn(field));
  return copy;
}

function compileCopyColumn({ type, nullable }: Field): CopyColumn {
  const program = new Program();
  program.block("return function copyColumn(from, to, rows, slots, n)", () => {
    program.line(nullable ? "const N = from.valid, M = to.valid;" : "const M = to.valid;");
    if (nullable) program.line("for (let k = 0; k < n; k++) M[slots[k]] = N[rows[k]];");
    else program.line("if (M !== undefined) for (let k = 0; k < n; k++) M[slots[k]] = 1;");
    if (storageOf(type) === "bytes") return program.line("to.setRows(from, rows, slots, n);");
    program.line("const V = from.values, S = to.values;");
    program.line("for (let k = 0; k < n; k++) S[slots[k]] = V[rows[k]];");
  });
  return program.compile<CopyColumn>();
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
