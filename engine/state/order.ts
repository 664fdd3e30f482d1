/** Generated code that orders rows of batches and of stores. */
import type { Column } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import { storageOf } from "../../schema/types.ts";
import { Program } from "../../sql/functions/program.ts";
import { comparatorOf } from "../../sql/functions/value_order.ts";
import type { SortKey } from "../../sql/plan.ts";
import { compareRanges } from "../codegen/bytes.ts";
import type { StoreColumn } from "./row_store.ts";

/** Columns of a batch or of a store: values lie alike in both. */
export type RowColumns = readonly (Column | StoreColumn)[];

/** Negative, zero or positive: row `i` of `a` is before, beside or behind row `j` of `b`. */
export type RowOrder = (a: RowColumns, i: number, b: RowColumns, j: number) => number;

/** Both rows have the columns of `fields`; keys are positions in them. */
export function compileOrder(keys: readonly SortKey[], fields: readonly Field[]): RowOrder {
  const program = new Program();
  program.block("return function order(a, i, b, j)", () => {
    keys.forEach((key, n) => orderBy(program, key, fields[key.index]?.nullable ?? true, n));
    program.line("return 0;");
  });
  return program.compile<RowOrder>();
}

/** Orders by the columns at `positions`: zero for rows that are equal in them, NULL beside NULL. */
export function compileEquality(fields: readonly Field[], positions: readonly number[]): RowOrder {
  const keys = positions.map((index): SortKey => (
    { index, type: fields[index]!.type, descending: false, nullsFirst: false } // a position of the row
  ));
  return compileOrder(keys, fields);
}

function orderBy(program: Program, key: SortKey, nullable: boolean, n: number): void {
  const [A, B] = [`A${n}`, `B${n}`];
  program.line(`const ${A} = a[${key.index}], ${B} = b[${key.index}];`);
  const values = () => {
    const order = comparison(program, key, A, B);
    program.line(`const order = ${order};`);
    program.line(`if (order !== 0) return ${key.descending ? "-order" : "order"};`);
  };
  if (!nullable) return program.block("", values);
  const [first, last] = key.nullsFirst ? [-1, 1] : [1, -1];
  program.line(`if (${A}.valid[i] === 0) { if (${B}.valid[j] !== 0) return ${first}; }`);
  program.line(`else if (${B}.valid[j] === 0) return ${last};`);
  program.block("else", values);
}

function comparison(program: Program, { type }: SortKey, A: string, B: string): string {
  switch (storageOf(type)) {
    case "int64":
      return `${program.constant(compareHalves)}(${A}.halves, i, ${B}.halves, j)`;
    case "bytes":
      return `${program.constant(compareRanges)}(${A}.data, ${A}.starts[i], ${A}.ends[i], ` +
        `${B}.data, ${B}.starts[j], ${B}.ends[j])`;
    case "float64":
    case "any":
      return `${program.constant(comparatorOf(type))}(${A}.values[i], ${B}.values[j])`;
    default:
      return `${A}.values[i] - ${B}.values[j]`;
  }
}

function compareHalves(a: Int32Array, i: number, b: Int32Array, j: number): number {
  const high = a[2 * i + 1]! - b[2 * j + 1]!; // rows of the columns
  return high !== 0 ? high : (a[2 * i]! >>> 0) - (b[2 * j]! >>> 0);
}
