/** Which columns of a result are shown, where, and how wide: chosen by the person, fitted to the screen. */
import { BETWEEN } from "./grid_lines.ts";

/** Columns give way down to this before others go out of sight, and take no more than this when they are many. */
const NARROW = 24;

export interface PlacedColumn {
  /** Position among the fields. */
  readonly index: number;
  readonly width: number;
}

export interface ColumnLayout {
  readonly placed: readonly PlacedColumn[];
  /** Columns out of sight at either side. */
  readonly before: number;
  readonly behind: number;
}

export class Columns {
  /** Widest content so far, by position of the field: only grows. */
  readonly #widths: number[];
  readonly #hidden = new Set<number>();
  readonly #pinned: Set<number>;
  #cursor = 0;
  /** The first column that is not pinned and in sight, among those. */
  #left = 0;

  /** `names`: widths of the columns' names; `pinned`: columns that stay in sight. */
  constructor(names: readonly number[], pinned: readonly number[]) {
    this.#widths = [...names];
    this.#pinned = new Set(pinned);
  }

  /** Makes room for a cell. */
  grow(index: number, width: number): void {
    if (width > (this.#widths[index] ?? 0)) this.#widths[index] = width;
  }

  /** The column that keys are about. */
  get cursor(): number {
    return this.#order()[this.#cursor] ?? 0;
  }

  get hiddenCount(): number {
    return this.#hidden.size;
  }

  /** Positions of the fields that are not hidden. */
  get shown(): readonly number[] {
    return this.#order();
  }

  isPinned(index: number): boolean {
    return this.#pinned.has(index);
  }

  move(by: number): void {
    this.#cursor = Math.max(0, Math.min(this.#cursor + by, this.#order().length - 1));
  }

  /** The last one stays. */
  hide(): boolean {
    if (this.#order().length < 2) return false;
    this.#hidden.add(this.cursor);
    this.move(0);
    return true;
  }

  showAll(): void {
    const { cursor } = this;
    this.#hidden.clear();
    this.#cursor = Math.max(0, this.#order().indexOf(cursor));
  }

  /** The column under the cursor stays in sight, or no longer; true: it does. */
  pin(): boolean {
    const { cursor } = this;
    const pins = !this.#pinned.delete(cursor);
    if (pins) this.#pinned.add(cursor);
    this.#cursor = Math.max(0, this.#order().indexOf(cursor));
    return pins;
  }

  /** For a screen of `columns`; brings the cursor into sight. */
  layout(columns: number): ColumnLayout {
    const order = this.#order();
    const wanted = order.map((index) => this.#widths[index] ?? 0);
    const cap = fittingCap(wanted, columns);
    if (cap !== undefined) {
      this.#left = 0;
      return { placed: placed(order, (index) => Math.min(this.#widths[index] ?? 0, cap)), before: 0, behind: 0 };
    }
    const width = (index: number) => Math.min(this.#widths[index] ?? 0, NARROW, Math.max(4, columns - 2));
    const pins = order.filter((index) => this.#pinned.has(index));
    const others = order.slice(pins.length);
    this.#left = Math.min(this.#left, Math.max(0, others.length - 1));
    const at = this.#cursor - pins.length;
    if (at >= 0) this.#left = Math.min(this.#left, at);
    const count = () => countInSight(pins, others.slice(this.#left), width, columns);
    while (at >= 0 && at >= this.#left + count()) this.#left++;
    const seen = others.slice(this.#left, this.#left + count());
    return {
      placed: placed([...pins, ...seen], width),
      before: this.#left,
      behind: others.length - this.#left - seen.length,
    };
  }

  /** Pinned columns first, hidden ones left out. */
  #order(): number[] {
    const shown = this.#widths.map((_, index) => index).filter((index) => !this.#hidden.has(index));
    return [...shown.filter((index) => this.#pinned.has(index)), ...shown.filter((index) => !this.#pinned.has(index))];
  }
}

/**
 * Gives columns more width, as long as there are `spare` columns of the screen. `wanted`: widths that a column would like to
 * have, the modest one first; all get their first wish before one gets its second.
 */
export function widened(
  layout: ColumnLayout,
  spare: number,
  wanted: (index: number) => readonly number[],
): ColumnLayout {
  const widths = layout.placed.map(({ width }) => width);
  const wishes = layout.placed.map(({ index }) => wanted(index));
  for (let round = 0; wishes.some(({ length }) => length > round); round++) {
    wishes.forEach((wish, i) => {
      const more = (wish[round] ?? 0) - (widths[i] ?? 0);
      if (more <= 0 || more > spare) return;
      spare -= more;
      widths[i] = (widths[i] ?? 0) + more;
    });
  }
  return { ...layout, placed: layout.placed.map(({ index, width }, i) => ({ index, width: widths[i] ?? width })) };
}

function placed(order: readonly number[], width: (index: number) => number): PlacedColumn[] {
  return order.map((index) => ({ index, width: width(index) }));
}

/** A line of columns: a blank before the first, and what stands between two. */
function lineWidth(widths: readonly number[]): number {
  return 1 + widths.reduce((sum, width) => sum + width, 0) + BETWEEN * Math.max(0, widths.length - 1);
}

/** The largest width, not below {@link NARROW}, that lets all columns onto the screen; undefined: there is none. */
function fittingCap(widths: readonly number[], columns: number): number | undefined {
  const fits = (cap: number) => lineWidth(widths.map((width) => Math.min(width, cap))) <= columns;
  const widest = Math.max(NARROW, ...widths);
  if (fits(widest)) return widest;
  if (!fits(NARROW)) return undefined;
  let [low, high] = [NARROW, widest];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** How many of the columns fit behind the pinned ones, at least one. */
function countInSight(
  pins: readonly number[],
  others: readonly number[],
  width: (index: number) => number,
  columns: number,
): number {
  let count = 0;
  while (count < others.length && lineWidth([...pins, ...others.slice(0, count + 1)].map(width)) <= columns) count++;
  return Math.max(count, Math.min(1, others.length));
}
