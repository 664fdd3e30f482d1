/** An instant that was marked, and pictures of others with what is different in them. */
import { rowText } from "../../../schema/row_text.ts";
import { sameValueOf } from "../../../sql/functions/value_order.ts";
import { arranged } from "../rows/arranged.ts";
import type { LiveResult } from "../rows/live_result.ts";
import { type MarkedRows, type PicturedRow, picturedValue, picturedValues, shownRow } from "../rows/pictured_row.ts";
import type { TableRows } from "../rows/table_rows.ts";
import type { ViewOrder } from "../rows/view_order.ts";
import type { Differences, Picture, RowTest, ShownRow } from "../rows/view_rows.ts";
import { pairedRows, type RowPair } from "./paired_rows.ts";

/** What is looked at beside the mark. */
export interface ComparedLook {
  /** The instant: the first change that it does not know, and milliseconds. */
  readonly change: number;
  readonly time: number;
  readonly order: ViewOrder | undefined;
  /** A row is seen when it passes as it was or as it is; undefined: each does. */
  readonly test: RowTest | undefined;
  /** Columns whose changes count: those that are not hidden. */
  readonly columns: readonly number[];
}

type Pair = RowPair<PicturedRow>;

export class Comparison {
  /** The marked instant, in milliseconds. */
  readonly time: number;
  /** Rows that are as they were are left out. */
  onlyDifferences = false;
  readonly #result: LiveResult;
  readonly #table: TableRows;
  readonly #marked: MarkedRows;

  private constructor(result: LiveResult, table: TableRows, marked: MarkedRows, time: number) {
    this.#result = result;
    this.#table = table;
    this.#marked = marked;
    this.time = time;
  }

  /** Marks the instant `time` of the picture that is looked at, until {@link end}; undefined: there is none. */
  static of(result: LiveResult, time: number): Comparison | undefined {
    const { table } = result;
    const marked = table?.mark();
    return table === undefined || marked === undefined ? undefined : new Comparison(result, table, marked, time);
  }

  end(): void {
    this.#table.unmark();
  }

  /** The rows of both instants, each as it was at the later one, with what happened to it in between; in turns. */
  async picture(look: ComparedLook): Promise<Picture> {
    const pairs = await this.#pairs(look);
    const { ring } = this.#result;
    const counts = { changed: 0, new: 0, gone: 0 };
    const picture = await arranged(pairs, {
      order: look.order,
      isSeen: (pair) => {
        if (!this.#passes(pair, look.test)) return false;
        if (pair.kind !== undefined) counts[pair.kind]++;
        return pair.kind !== undefined || !this.onlyDifferences;
      },
      valueOf: (pair) => picturedValue(rowOf(pair), ring),
      identity: (pair) => rowOf(pair).row,
      shown: (pair) => this.#shown(pair),
    });
    return { ...picture, differences: this.#differences(look.time, counts) };
  }

  async #pairs({ change, columns }: ComparedLook): Promise<readonly Pair[]> {
    const { fields, key = columns, ring } = this.#result;
    const rows = this.#table.standBefore(change);
    const [earlier, later] = change < this.#marked.number ? [rows, this.#marked.rows] : [this.#marked.rows, rows];
    const same = fields.map(({ type }) => sameValueOf(type));
    return await pairedRows(earlier, later, {
      order: ({ row }) => row.order,
      key: (row) => rowText(key.map(picturedValue(row, ring))),
      differ: (a, b) => {
        if (a.number === b.number) return false;
        const [before, after] = [picturedValue(a, ring), picturedValue(b, ring)];
        return columns.some((column) => same[column]?.(before(column), after(column)) === false);
      },
    });
  }

  #passes({ earlier, later }: Pair, test: RowTest | undefined): boolean {
    if (test === undefined) return true;
    return [later, earlier].some((row) => row !== undefined && test(picturedValue(row, this.#result.ring)));
  }

  #shown(pair: Pair): ShownRow {
    const { ring } = this.#result;
    const { kind, earlier } = pair;
    const row = shownRow(rowOf(pair), ring);
    if (kind === undefined) return row;
    const before = kind === "changed" && earlier !== undefined ? picturedValues(earlier, ring) : undefined;
    return { ...row, difference: { kind, before } };
  }

  #differences(time: number, counts: Pick<Differences, "changed" | "new" | "gone">): Differences {
    return { ...counts, from: Math.min(time, this.time), to: Math.max(time, this.time), only: this.onlyDifferences };
  }
}

/** As it was at the later instant, or before it went. */
function rowOf({ earlier, later }: Pair): PicturedRow {
  return (later ?? earlier)!; // a pair has at least one of them
}
