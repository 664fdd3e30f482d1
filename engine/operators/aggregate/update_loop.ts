/** The generated loop that takes rows into states. */
import { SluiceError } from "../../../schema/errors.ts";
import type { Field } from "../../../schema/field.ts";
import { storageOf } from "../../../schema/types.ts";
import { Program } from "../../../sql/functions/program.ts";
import { RowError } from "../../codegen/segment.ts";
import { type AggregateShape, type CallLayout, type Condition, type Layout, sameCondition } from "./layout.ts";
import { loadStates, type Update } from "./loops.ts";

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

function failOnRow(error: unknown, row: number, text: string | undefined): never {
  if (error instanceof SluiceError || !(error instanceof Error)) throw error;
  throw new RowError(`${error.message} in ${text}`, row, error);
}
