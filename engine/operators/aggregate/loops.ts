/** The generated loops of an aggregate: rows into states, states into states, states into output columns. */
import type { Column } from "../../../schema/column.ts";
import { DataError, SluiceError } from "../../../schema/errors.ts";
import type { Field } from "../../../schema/field.ts";
import { storageOf } from "../../../schema/types.ts";
import { EvaluationError } from "../../../sql/functions/function.ts";
import type { GroupState } from "../../../sql/functions/aggregate.ts";
import { Program } from "../../../sql/functions/program.ts";
import { RowError } from "../../codegen/segment.ts";
import { type AggregateShape, type CallLayout, type Condition, type Layout, sameCondition } from "./layout.ts";

export type StateArray = Float64Array | BigInt64Array | Int32Array;

/** States of many groups, by slot. */
export interface GroupStates {
  arrays: StateArray[];
  /** Made when a group gets its first value. */
  readonly objects: (GroupState | undefined)[][];
}

/**
 * Takes rows `[from, to)` into the states at `slots[row]`. Where rows may be retracted, `changes` says which are;
 * `sequence` counts the operator's rows before row 0. Throws {@link RowError}.
 */
export type Update = (
  states: GroupStates,
  columns: readonly Column[],
  changes: Uint8Array | undefined,
  slots: Int32Array,
  from: number,
  to: number,
  sequence: number,
) => void;

/** Takes the states at `[from, to)` of `other` into those at `slots[i]`, or out of them. */
export type Merge = (states: GroupStates, slots: Int32Array, other: GroupStates, from: number, to: number) => void;

/** Puts the results of `slots[from, to)` into the columns, the first into row `k`. Text goes to the columns' arenas. */
export type Results = (
  states: GroupStates,
  slots: Int32Array,
  from: number,
  to: number,
  columns: readonly Column[],
  k: number,
) => void;

// ---------------------------------------------------------------------------------------------------------------------
// Rows into states

/** Calls that take in the same rows. */
interface Together {
  readonly condition: Condition;
  readonly calls: readonly CallLayout[];
  readonly counts: readonly number[];
}

export function compileUpdate(shape: AggregateShape, layout: Layout): Update {
  const program = new Program();
  const sites: string[] = [];
  const used = new Set<number>();
  const value = (index: number) => loaded(program, shape.inputs, index, used);
  const groups = together(layout);
  const body = (add: boolean) =>
    program.capture(() => {
      for (const group of groups) {
        const test = conditionCode(shape.inputs, group.condition, used);
        const emit = () => {
          for (const count of group.counts) program.line(`A${count}[slot] ${add ? "+=" : "-="} 1;`);
          for (const one of group.calls) callCode(program, one, add, value, sites);
        };
        if (test === "") emit();
        else program.block(`if (${test})`, emit);
      }
    });
  const [adds, removes] = [body(true), shape.retracts ? body(false) : ""];
  const time = latestCode(shape, layout, used);
  program.block("return function update(states, columns, changes, slots, from, to, sequence)", () => {
    loadStates(program, layout, "states", "");
    for (const index of [...used].sort((a, b) => a - b)) loadColumn(program, shape.inputs, index);
    program.line("let i = from, site = 0;");
    program.block("try", () =>
      program.block("for (; i < to; i++)", () => {
        program.line(shape.isSingle ? "const slot = 0;" : "const slot = slots[i];");
        program.line(time);
        if (!shape.retracts) return program.line(adds);
        program.line(`if (changes === undefined || changes[i] === 0 || changes[i] === 3) {\n${adds}\n}`);
        program.line(`else {\n${removes}\n}`);
      }));
    program.line(`catch (error) { ${program.constant(failOnRow)}(error, i, ${program.constant(sites)}[site]); }`);
  });
  return program.compile<Update>();
}

function together({ calls, counts }: Layout): Together[] {
  const groups: { condition: Condition; calls: CallLayout[]; counts: number[] }[] = [];
  const groupOf = (condition: Condition) => {
    const known = groups.find((group) => sameCondition(group.condition, condition));
    if (known !== undefined) return known;
    const group = { condition, calls: [], counts: [] };
    groups.push(group);
    return group;
  };
  for (const { condition, array } of counts) groupOf(condition).counts.push(array);
  for (const call of calls) if (call.state.kind !== "distinct") groupOf(call.condition).calls.push(call);
  return groups;
}

function conditionCode(inputs: readonly Field[], { filter, present }: Condition, used: Set<number>): string {
  const tests: string[] = [];
  if (filter !== undefined) {
    used.add(filter);
    tests.push(`${inputs[filter]?.nullable ? `N${filter}[i] !== 0 && ` : ""}V${filter}[i] !== 0`);
  }
  for (const index of present) {
    used.add(index);
    tests.push(`N${index}[i] !== 0`);
  }
  return tests.join(" && ");
}

function callCode(
  program: Program,
  { call, state }: CallLayout,
  add: boolean,
  value: (index: number) => string,
  sites: string[],
): void {
  if (state.kind === "distinct") return;
  program.line(`site = ${sites.push(call.text) - 1};`);
  if (state.kind === "objects") {
    const args = [...call.args, ...state.extra].map(value).join(", ");
    const create = program.constant(state.accumulator);
    program.line(`let o${state.object} = O${state.object}[slot];`);
    program.line(
      `if (o${state.object} === undefined) o${state.object} = O${state.object}[slot] = ${create}.create();`,
    );
    program.line(`o${state.object}.${add ? `add([${args}], sequence + i)` : `remove([${args}])`};`);
    return;
  }
  const names = state.arrays.map((array) => `A${array}[slot]`);
  if (state.kind === "counted" && state.accumulator.isCount) return; // its count is kept for it
  const args = call.args.map((index) => program.let(value(index)));
  if (add) state.accumulator.add(names, args, program);
  else state.accumulator.retract?.(names, args, program);
}

function latestCode({ latest }: AggregateShape, layout: Layout, used: Set<number>): string {
  if (latest === undefined || layout.latest === undefined) return "";
  used.add(latest);
  const kept = `A${layout.latest}[slot]`;
  return `if (V${latest}[i] > ${kept}) ${kept} = V${latest}[i];`;
}

/** Code of a row's value by the table at `Value`; text and bytes are copied. */
function loaded(program: Program, inputs: readonly Field[], index: number, used: Set<number>): string {
  const field = inputs[index]!; // a position of the input
  used.add(index);
  const code = loadedPresent(program, field, index);
  return field.nullable ? `(N${index}[i] === 0 ? null : ${code})` : code;
}

function loadedPresent(program: Program, { type }: Field, index: number): string {
  switch (storageOf(type)) {
    case "bool":
      return `V${index}[i] !== 0`;
    case "bytes":
      return type.kind === "bytea"
        ? `D${index}.slice(S${index}[i], E${index}[i])`
        : `${program.constant(ownText)}(D${index}, S${index}[i], E${index}[i])`;
    default:
      return `V${index}[i]`;
  }
}

const DECODER = new TextDecoder();

/** A text that does not keep the batch in memory. */
function ownText(data: Uint8Array, start: number, end: number): string {
  return DECODER.decode(data.subarray(start, end));
}

function loadColumn(program: Program, inputs: readonly Field[], index: number): void {
  const field = inputs[index]!; // a position of the input
  program.line(`const C${index} = columns[${index}], N${index} = C${index}.valid;`);
  if (storageOf(field.type) === "bytes") {
    program.line(`const D${index} = C${index}.data, S${index} = C${index}.starts, E${index} = C${index}.ends;`);
  } else program.line(`const V${index} = C${index}.values;`);
}

function loadStates(program: Program, { arrays, objects }: Layout, states: string, suffix: string): void {
  arrays.forEach((_, i) => program.line(`const A${i}${suffix} = ${states}.arrays[${i}];`));
  objects.forEach((_, i) => program.line(`const O${i}${suffix} = ${states}.objects[${i}];`));
}

function failOnRow(error: unknown, row: number, text: string | undefined): never {
  if (error instanceof SluiceError || !(error instanceof Error)) throw error;
  throw new RowError(`${error.message} in ${text}`, row, error);
}

// ---------------------------------------------------------------------------------------------------------------------
// States into states

export function compileMerge(layout: Layout): Merge {
  return compileMerging(layout, true);
}

/** Of a layout of which `canUnmerge` holds. */
export function compileUnmerge(layout: Layout): Merge {
  return compileMerging(layout, false);
}

function compileMerging(layout: Layout, isIn: boolean): Merge {
  const program = new Program();
  const sites: string[] = [];
  program.block("return function merge(states, slots, other, from, to)", () => {
    loadStates(program, layout, "states", "");
    loadStates(program, layout, "other", "b");
    program.line("let site = 0;");
    program.block("try", () =>
      program.block("for (let i = from; i < to; i++)", () => {
        program.line("const slot = slots[i];");
        for (const { array } of layout.counts) program.line(`A${array}[slot] ${isIn ? "+=" : "-="} A${array}b[i];`);
        if (layout.latest !== undefined && isIn) {
          const [kept, other] = [`A${layout.latest}[slot]`, `A${layout.latest}b[i]`];
          program.line(`if (${other} > ${kept}) ${kept} = ${other};`);
        }
        for (const call of layout.calls) mergeCode(program, call, isIn, sites);
      }));
    program.line(`catch (error) { ${program.constant(failOnGroup)}(error, ${program.constant(sites)}[site]); }`);
  });
  return program.compile<Merge>();
}

function mergeCode(program: Program, { call, state }: CallLayout, isIn: boolean, sites: string[]): void {
  if (state.kind === "distinct") return;
  program.line(`site = ${sites.push(call.text) - 1};`);
  if (state.kind === "objects") {
    const [o, create] = [`O${state.object}`, program.constant(state.accumulator)];
    const other = program.let(`${o}b[i]`);
    program.line(`if (${other} !== undefined) (${o}[slot] ??= ${create}.create()).merge(${other});`);
    return;
  }
  const [own, other] = [state.arrays.map((a) => `A${a}[slot]`), state.arrays.map((a) => `A${a}b[i]`)];
  if (isIn) state.accumulator.merge(own, other, program);
  else if (state.kind === "counted") state.accumulator.unmerge?.(own, other, program);
}

function failOnGroup(error: unknown, text: string | undefined): never {
  if (!(error instanceof EvaluationError)) throw error;
  throw new DataError(`${error.message} in ${text}`, {
    code: "evaluation",
    cause: error,
    hint: "Cast the argument to a larger type, such as DECIMAL or DOUBLE.",
  });
}

// ---------------------------------------------------------------------------------------------------------------------
// States into columns

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
