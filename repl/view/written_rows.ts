/** The rows of a picture as they are written to a file: what is seen. */
import { type Field, fieldOf } from "../../schema/field.ts";
import { TEXT, type Value } from "../../schema/types.ts";
import type { Picture } from "./rows/view_rows.ts";

/** What happened to a row, as in a changelog: going from the earlier instant to the later one. */
const OP = fieldOf("_op", TEXT);

export interface WrittenRows {
  readonly fields: readonly Field[];
  /** One value per field, maybe followed by others. */
  readonly rows: AsyncIterable<readonly Value[]>;
}

/**
 * Of two instants that are compared, each row says first what happened to it: `+I` it is new, `-D` it is gone, `-U` and `+U`
 * what it was and what it has become, NULL nothing.
 */
export function writtenRows(picture: Picture, fields: readonly Field[]): WrittenRows {
  const compared = picture.differences !== undefined;
  return { fields: compared ? [OP, ...fields] : fields, rows: compared ? comparedRows(picture) : plainRows(picture) };
}

/** Rows that are still there. */
async function* plainRows(picture: Picture): AsyncGenerator<readonly Value[]> {
  for (let index = 0; index < picture.length; index++) {
    const { values } = picture.row(index);
    if (values !== undefined) yield values;
  }
}

async function* comparedRows(picture: Picture): AsyncGenerator<readonly Value[]> {
  for (let index = 0; index < picture.length; index++) {
    const { values, difference } = picture.row(index);
    if (values === undefined) continue;
    if (difference?.before !== undefined) yield ["-U", ...difference.before];
    yield [difference === undefined ? null : OP_OF[difference.kind], ...values];
  }
}

const OP_OF = { new: "+I", gone: "-D", changed: "+U" } as const;
