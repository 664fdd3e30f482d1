/** How much of a live result is kept: settings of the shell, `\set view_rows 500000`. */
import type { RingLimits } from "./change_ring.ts";

const ROWS = 100_000;
const MEGABYTES = 64;

export interface ViewLimits extends RingLimits {
  /** Settings that were not understood, as sentences. */
  readonly notices: readonly string[];
}

/** `variables`: what `\set` has set; `view_rows` and `view_megabytes` among them. */
export function viewLimits(variables: ReadonlyMap<string, string>): ViewLimits {
  const notices: string[] = [];
  const read = (name: string, otherwise: number): number => {
    const text = variables.get(name);
    const value = Number(text?.replaceAll(/[_,]/g, ""));
    if (text === undefined) return otherwise;
    if (Number.isInteger(value) && value > 0) return value;
    notices.push(`${name} is no whole number above 0: it counts as ${otherwise.toLocaleString("en-US")}`);
    return otherwise;
  };
  const rows = read("view_rows", ROWS);
  return { rows, bytes: read("view_megabytes", MEGABYTES) * 1024 * 1024, notices };
}
