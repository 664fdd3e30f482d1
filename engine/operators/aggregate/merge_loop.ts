/** The generated loops that take states into others of the same layout, and out of them. */
import { Program } from "../../../sql/functions/program.ts";
import type { CallLayout, Layout } from "./layout.ts";
import { failOnGroup, loadStates, type Merge } from "./loops.ts";

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
