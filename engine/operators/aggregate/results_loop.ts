/** The generated loop that puts results of groups into columns. */
import type { Field } from "../../../schema/field.ts";
import { storageOf } from "../../../schema/types.ts";
import type { GroupState } from "../../../sql/functions/aggregate.ts";
import { Program } from "../../../sql/functions/program.ts";
import type { AggregateShape, CallLayout, Layout } from "./layout.ts";
import { failOnGroup, loadStates, type Results } from "./loops.ts";

/** `at`: position of the first call's column in the output. */
export function compileResults(shape: AggregateShape, layout: Layout, at: number): Results {
  const program = new Program();
  const sites: string[] = [];
  program.block("return function results(states, slots, from, to, columns, k)", () => {
    loadStates(program, layout, "states", "");
    shape.results.forEach((field, i) => {
      const storage = storageOf(field.type);
      program.line(`const C${i} = columns[${at + i}], N${i} = C${i}.valid;`);
      if (storage !== "bytes") program.line(`const V${i} = C${i}.values;`);
      if (storage === "int64") program.line(`const H${i} = C${i}.halves;`);
    });
    program.line("let site = 0;");
    program.block("try", () =>
      program.block("for (let j = from; j < to; j++, k++)", () => {
        program.line("const slot = slots[j];");
        layout.calls.forEach((call, i) => {
          program.line(`site = ${sites.push(call.call.text) - 1};`);
          program.block("", () => resultCode(program, call, shape.results[i]!, i)); // one per call
        });
      }));
    program.line(`catch (error) { ${program.constant(failOnGroup)}(error, ${program.constant(sites)}[site]); }`);
  });
  return program.compile<Results>();
}

function resultCode(program: Program, { state }: CallLayout, field: Field, i: number): void {
  if (state.kind === "distinct") return wholeNumber(program, `A${state.count}[slot]`, i, field.nullable);
  if (state.kind === "counted") {
    const { accumulator, arrays, count } = state;
    const number = count === undefined ? "1" : `A${count}[slot]`;
    if (accumulator.isCount) return wholeNumber(program, number, i, field.nullable);
    const result = () => accumulator.result(arrays.map((array) => `A${array}[slot]`), number, program);
    if (count === undefined) return storeValue(program, result(), field, i);
    program.block(`if (${number} > 0)`, () => storeValue(program, result(), field, i));
    program.block("else", () => storeNull(program, field, i));
    return;
  }
  const value = state.kind === "slots"
    ? program.let(state.accumulator.result(state.arrays.map((array) => `A${array}[slot]`), program))
    : program.let(`(O${state.object}[slot] ?? ${program.constant(emptyState(state.accumulator))}).result()`);
  program.block(`if (${value} === null)`, () => storeNull(program, field, i));
  program.block("else", () => storeValue(program, value, field, i));
}

/** Groups without values share one state. */
function emptyState({ create }: { create(): GroupState }): GroupState {
  return create();
}

/** A double as the halves of an int64: no bigint is made. */
function wholeNumber(program: Program, number: string, i: number, nullable: boolean): void {
  program.line(`const n = ${number};`);
  program.line(`H${i}[2 * k] = n; H${i}[2 * k + 1] = Math.floor(n / 4294967296);`);
  if (nullable) program.line(`N${i}[k] = 1;`);
}

function storeNull(program: Program, { type, nullable }: Field, i: number): void {
  if (!nullable) return;
  program.line(`N${i}[k] = 0;`);
  if (storageOf(type) === "any") program.line(`V${i}[k] = null;`);
  if (storageOf(type) === "bytes") program.line(`C${i}.starts[k] = C${i}.ends[k] = C${i}.arena.position;`);
}

function storeValue(program: Program, value: string, { type, nullable }: Field, i: number): void {
  if (nullable) program.line(`N${i}[k] = 1;`);
  switch (storageOf(type)) {
    case "bool":
      return program.line(`V${i}[k] = ${value} ? 1 : 0;`);
    case "bytes":
      program.line(`C${i}.starts[k] = C${i}.arena.position;`);
      program.line(`C${i}.arena.${type.kind === "bytea" ? "append" : "appendText"}(${value});`);
      return program.line(`C${i}.ends[k] = C${i}.arena.position;`);
    default:
      return program.line(`V${i}[k] = ${value};`);
  }
}
