/** Result rows as they were when a group changed first since the last emission. */
import type { Column } from "../../../schema/column.ts";
import type { Schema } from "../../../schema/field.ts";
import { storageOf } from "../../../schema/types.ts";
import { Program } from "../../../sql/functions/program.ts";
import { sameValueOf } from "../../../sql/functions/value_order.ts";
import { equalRanges } from "../../codegen/bytes.ts";
import { compileCopyIn, type CopyIn } from "../../state/copy.ts";
import { RowStore } from "../../state/row_store.ts";

type CopyBack = (store: RowStore, slot: number, columns: readonly Column[], k: number) => void;
/** Rows k and k + 1 have equal values. */
type Same = (columns: readonly Column[], k: number) => boolean;

/** Columns of the output from `first` on: the event time and the results. */
export class PreImages {
  /** Rows k and k + 1 of the output agree in the columns from `compared` on. */
  readonly same: Same;
  #store: RowStore;
  readonly #copyIn: CopyIn;
  readonly #copyBack: CopyBack;

  constructor(schema: Schema, first: number, compared: number) {
    const fields = schema.fields.slice(first);
    this.#store = new RowStore(fields);
    this.#copyIn = compileCopyIn(schema.fields, fields.map((_, i) => first + i));
    this.#copyBack = compileCopyBack(schema, first);
    this.same = compileSame(schema, compared);
  }

  get byteLength(): number {
    return this.#store.byteLength;
  }

  /** Row `k` of the output columns is kept: its place. */
  keep(columns: readonly Column[], k: number): number {
    this.#store.reserve(1);
    const slot = this.#store.take();
    this.#copyIn(this.#store, columns, k, slot);
    return slot;
  }

  /** Puts what was kept into row `k`; texts go to the columns' arenas. */
  give(slot: number, columns: readonly Column[], k: number): void {
    this.#copyBack(this.#store, slot, columns, k);
  }

  clear(): void {
    this.#store.clear();
  }

  /** Gives its memory back. */
  release(): void {
    this.#store = new RowStore(this.#store.fields);
  }
}

function compileCopyBack({ fields }: Schema, first: number): CopyBack {
  const program = new Program();
  program.block("return function copyBack(store, slot, columns, k)", () => {
    program.line("const kept = store.columns;");
    fields.slice(first).forEach(({ type, nullable }, i) => {
      const [from, to] = [`kept[${i}]`, `columns[${first + i}]`];
      if (nullable) program.line(`${to}.valid[k] = ${from}.valid[slot];`);
      if (storageOf(type) !== "bytes") return program.line(`${to}.values[k] = ${from}.values[slot];`);
      program.line(`${to}.starts[k] = ${to}.arena.position;`);
      program.line(`${to}.arena.append(${from}.data, ${from}.starts[slot], ${from}.ends[slot]);`);
      program.line(`${to}.ends[k] = ${to}.arena.position;`);
    });
  });
  return program.compile<CopyBack>();
}

function compileSame({ fields }: Schema, compared: number): Same {
  const program = new Program();
  program.block("return function same(columns, k)", () => {
    fields.slice(compared).forEach(({ type, nullable }, i) => {
      const c = `columns[${compared + i}]`;
      const differs = () => program.line(`if (!(${equality(program, type, c)})) return false;`);
      if (!nullable) return differs();
      program.line(`if (${c}.valid[k] !== ${c}.valid[k + 1]) return false;`);
      program.block(`if (${c}.valid[k] !== 0)`, differs);
    });
    program.line("return true;");
  });
  return program.compile<Same>();
}

function equality(program: Program, type: Parameters<typeof storageOf>[0], c: string): string {
  switch (storageOf(type)) {
    case "bytes": {
      const bytes = `${c}.arena.bytes`;
      const ranges = `${bytes}, ${c}.starts[k], ${c}.ends[k], ${bytes}, ${c}.starts[k + 1], ${c}.ends[k + 1]`;
      return `${program.constant(equalRanges)}(${ranges})`;
    }
    case "float64":
    case "any":
      return `${program.constant(sameValueOf(type))}(${c}.values[k], ${c}.values[k + 1])`;
    case "int64":
      return `${c}.halves[2 * k] === ${c}.halves[2 * k + 2] && ${c}.halves[2 * k + 1] === ${c}.halves[2 * k + 3]`;
    default:
      return `${c}.values[k] === ${c}.values[k + 1]`;
  }
}
