/** What is left of a result when its view is gone: `\last` shows it again, table `_` is a query over it. */
import type { Field } from "../../schema/field.ts";
import type { Value } from "../../schema/types.ts";

export interface KeptResult {
  /** The statement, secrets masked. */
  readonly text: string;
  /** Of one row, all visible. */
  readonly fields: readonly Field[];
  /**
   * One value per field, in the order in which the rows came; of an updating result the rows that stand. May be iterated
   * again and again; a query that still runs is seen as it is when the iteration begins.
   */
  readonly rows: Iterable<readonly Value[]>;
  /** How many {@link rows} there are. */
  readonly size: number;
  /** These are all rows of the result: the query has ended by itself and nothing was dropped. */
  readonly complete: boolean;
  /** Rows that came and are not kept any more, the oldest. */
  readonly dropped: number;
}
