/** Generated code that finds a kept row again by all its values. */
import type { Column } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import { storageOf } from "../../schema/types.ts";
import { Program } from "../../sql/functions/program.ts";
import { sameValueOf } from "../../sql/functions/value_order.ts";
import { equalRanges } from "../codegen/bytes.ts";
import type { RowStore } from "./row_store.ts";

/** The row at `slot` of the store has the values of row `row` of the columns. NULL is NULL, NaN is NaN. */
export type SameRow = (store: RowStore, slot: number, columns: readonly Column[], row: number) => boolean;

/** Column `stored` of the store is compared with column `position` of the input. */
export interface Compared {
  readonly field: Field;
  readonly stored: number;
  readonly position: number;
}

export function compileSameRow(columns: readonly Compared[]): SameRow {
  const program = new Program();
  program.block("return function sameRow(store, slot, columns, row)", () => {
    program.line("const kept = store.columns;");
    for (const column of columns) program.line(`if (!(${sameColumn(program, column)})) return false;`);
    program.line("return true;");
  });
  return program.compile<SameRow>();
}

function sameColumn(program: Program, { field, stored, position }: Compared): string {
  const [a, b] = [`kept[${stored}]`, `columns[${position}]`];
  const same = sameValue(program, field, a, b);
  if (!field.nullable) return same;
  return `(${a}.valid[slot] === ${b}.valid[row] && (${b}.valid[row] === 0 || ${same}))`;
}

function sameValue(program: Program, { type }: Field, a: string, b: string): string {
  const [x, y] = [`${a}.values[slot]`, `${b}.values[row]`];
  switch (storageOf(type)) {
    case "bytes": {
      const ranges = `${a}.data, ${a}.starts[slot], ${a}.ends[slot], ${b}.data, ${b}.starts[row], ${b}.ends[row]`;
      return `${program.constant(equalRanges)}(${ranges})`;
    }
    case "float64":
      return `(${x} === ${y} || (${x} !== ${x} && ${y} !== ${y}))`;
    case "any":
      return `${program.constant(sameValueOf(type))}(${x}, ${y})`;
    default:
      return `${x} === ${y}`;
  }
}
