/** How the arrays of a column are called in generated decoders. */
import type { Column } from "../column.ts";

/**
 * Name and array, the name a letter and the column's position: V validity, B booleans, I 32-bit integers, H halves of 64-bit
 * ones, F floats, A and Z where bytes start and end, Y plain values.
 */
export function arraysOf(index: number, column: Column): [name: string, array: unknown][] {
  const arrays: [string, unknown][] = column.valid === undefined ? [] : [[`V${index}`, column.valid]];
  switch (column.kind) {
    case "bool":
      return [...arrays, [`B${index}`, column.values]];
    case "int32":
      return [...arrays, [`I${index}`, column.values]];
    case "int64":
      return [...arrays, [`H${index}`, column.halves]];
    case "float64":
      return [...arrays, [`F${index}`, column.values]];
    case "bytes":
      return [...arrays, [`A${index}`, column.starts], [`Z${index}`, column.ends]];
    case "any":
      return [...arrays, [`Y${index}`, column.values]];
    default:
      return column satisfies never;
  }
}
