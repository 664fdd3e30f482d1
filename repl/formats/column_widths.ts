/** How wide the columns of a grid are: taken from the first rows, then only growing. */

/** A column that must give way keeps this many. */
const NARROWEST = 8;

/**
 * Widths in terminal columns. With a `limit` all columns and what stands between them share it: the widest give way
 * first, and a later row can only take what is left over.
 */
export class ColumnWidths {
  #widths: number[];

  /** `between` is what each column takes besides its content. */
  constructor(widths: readonly number[], readonly limit: number | undefined, readonly between: number) {
    this.#widths = limit === undefined ? [...widths] : fitted(widths, limit - between * widths.length);
  }

  /** Makes room for a cell as far as there is any, and tells the column's width. */
  take(column: number, needed: number): number {
    const width = this.#widths[column] ?? 0;
    if (needed <= width) return width;
    const grown = this.limit === undefined ? needed : Math.min(needed, width + Math.max(0, this.#spare(this.limit)));
    this.#widths[column] = grown;
    return grown;
  }

  get widths(): readonly number[] {
    return this.#widths;
  }

  #spare(limit: number): number {
    return limit - this.#widths.reduce((sum, width) => sum + width + this.between, 0);
  }
}

/** The largest common cap that lets all columns into `room`; not below {@link NARROWEST}, so they may still not fit. */
function fitted(widths: readonly number[], room: number): number[] {
  const total = (cap: number) => widths.reduce((sum, width) => sum + Math.min(width, cap), 0);
  let low = NARROWEST;
  let high = Math.max(NARROWEST, ...widths);
  while (low < high) {
    const cap = Math.ceil((low + high) / 2);
    if (total(cap) <= room) low = cap;
    else high = cap - 1;
  }
  return widths.map((width) => Math.min(width, low));
}
