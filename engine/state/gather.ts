/** Generated code that picks rows out of columns, a column at a time. */
import type { Column } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import { storageOf } from "../../schema/types.ts";
import { Program } from "../../sql/functions/program.ts";
import type { StoreColumn } from "./row_store.ts";

/**
 * Puts rows `refs[0 … n)` of the source into rows `0 … n` of the output columns; −1 gives NULL, where the output is
 * nullable. Bytes are not copied: the output's ranges lie in the source's.
 */
export type Gather = (
  source: readonly (Column | StoreColumn)[],
  refs: Int32Array,
  n: number,
  outputs: readonly Column[],
) => void;

/** One column to be gathered. The output is as nullable as the source or more. */
export interface Gathered {
  readonly field: Field;
  /** Its position in the source. */
  readonly from: number;
  /** Its position in the output. */
  readonly to: number;
  readonly nullable: boolean;
}

/** To be compiled once for batches and once for stores, so that each loop sees columns of one shape. */
export function compileGather(columns: readonly Gathered[]): Gather {
  const program = new Program();
  program.block("return function gather(source, refs, n, outputs)", () => {
    for (const column of columns) program.block("", () => gatherColumn(program, column));
  });
  return program.compile<Gather>();
}

function gatherColumn(program: Program, { field, from, to, nullable }: Gathered): void {
  const bytes = storageOf(field.type) === "bytes";
  program.line(`const from = source[${from}], to = outputs[${to}];`);
  program.line(
    bytes
      ? "const B = from.starts, E = from.ends, b = to.starts, e = to.ends;"
      : "const V = from.values, v = to.values;",
  );
  if (nullable) program.line(`const valid = to.valid${field.nullable ? ", N = from.valid" : ""};`);
  program.block("for (let k = 0; k < n; k++)", () => {
    program.line("const i = refs[k];");
    if (nullable) {
      const isNull = field.nullable ? "i < 0 || N[i] === 0" : "i < 0";
      const empty = bytes ? "b[k] = e[k] = 0;" : storageOf(field.type) === "any" ? "v[k] = null;" : "";
      program.line(`if (${isNull}) { valid[k] = 0; ${empty} continue; }`);
      program.line("valid[k] = 1;");
    }
    program.line(bytes ? "b[k] = B[i]; e[k] = E[i];" : "v[k] = V[i];");
  });
  if (bytes) program.line("to.refill(from.data, from.jsonSafe === true);");
}
