/** An end for work whose length somebody else decides: patterns and schemas that came from outside. */
import vm from "node:vm";

let work: () => void = () => {};
const KEY = "sluice.limited";
let script: vm.Script | undefined;

/**
 * Acts, for so many milliseconds at most; false when that was not enough, and it ended in the middle. Also stops a regular
 * expression that backtracks, which nothing else on the same thread does.
 */
export function within(milliseconds: number, act: () => void): boolean {
  if (script === undefined) {
    Object.defineProperty(globalThis, Symbol.for(KEY), { value: () => work(), configurable: true });
    script = new vm.Script(`globalThis[Symbol.for(${JSON.stringify(KEY)})]()`);
  }
  work = act;
  try {
    script.runInThisContext({ timeout: milliseconds });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  } finally {
    work = () => {};
  }
}
