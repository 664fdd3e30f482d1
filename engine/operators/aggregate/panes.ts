/** How event time is cut for tumbling and hopping windows: panes that every window either holds or does not. */
import type { WindowSpec } from "../../../schema/field.ts";
import { floorDivide } from "../../../schema/values/timestamp.ts";

export type SlidingSpec = Exclude<WindowSpec, { readonly kind: "session" }>;

/** Nanoseconds, as everything here. Windows and panes start at multiples from the epoch. */
export class PaneGrid {
  readonly width: bigint;
  readonly slide: bigint;
  /** The greatest common divisor of width and slide. */
  readonly pane: bigint;
  /** No two windows overlap, and each is one pane. */
  readonly isTumble: boolean;

  constructor(spec: SlidingSpec) {
    this.width = spec.width;
    this.slide = spec.kind === "hop" ? spec.slide : spec.width;
    this.pane = divisor(this.width, this.slide);
    this.isTumble = this.width === this.pane;
  }

  /** Start of the pane that holds a time. */
  paneOf(time: bigint): bigint {
    return floorDivide(time, this.pane) * this.pane;
  }

  /** End of the earliest window behind `closed` that holds the pane; undefined: there is none. */
  firstEnd(pane: bigint, closed: bigint): bigint | undefined {
    const least = pane + this.pane > closed + 1n ? pane + this.pane : closed + 1n;
    const start = -floorDivide(this.width - least, this.slide) * this.slide;
    return start <= pane ? start + this.width : undefined;
  }

  /** Some window holds the pane. */
  isCovered(pane: bigint): boolean {
    return this.firstEnd(pane, pane) !== undefined;
  }
}

function divisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : divisor(b, a % b);
}
