/** What a cell was and what it is, in as many words as there is room for. */
import type { Field } from "../../../schema/field.ts";
import type { SqlType, Value } from "../../../schema/types.ts";
import { decimalToText } from "../../../schema/values/decimal.ts";
import { doubleToText } from "../../../schema/values/float.ts";
import { valueToText } from "../../../schema/values/value_text.ts";
import type { NamedText } from "../row_text.ts";
import type { ShownRow } from "../rows/view_rows.ts";

/** Digits of a difference of floating-point numbers: more are noise. */
const DIGITS = 6;

/** A cell that has changed, said in more words and in fewer; as the outside world wrote it. */
export interface ChangeText {
  /** `12 → 17 (+5)`; of what is no number, as {@link both}. */
  readonly full: string;
  /** `12 → 17` */
  readonly both: string;
  /** `→ 17` */
  readonly brief: string;
  /** `17` */
  readonly now: string;
}

/** Undefined: the cell has not changed. */
export function changeText(
  { difference, values }: ShownRow,
  column: number,
  { type }: Field,
): ChangeText | undefined {
  if (difference?.before === undefined || values === undefined) return undefined;
  const [before, after] = [difference.before[column] ?? null, values[column] ?? null];
  const [was, now] = [valueToText(before, type), valueToText(after, type)];
  if (was === now && (before === null) === (after === null)) return undefined;
  const both = `${was} → ${now}`;
  const by = numericDifference(before, after, type);
  return { full: by === undefined ? both : `${both} (${by})`, both, brief: `→ ${now}`, now };
}

/** The fields of a row; those that have changed with what they were. */
export function namedChanges(row: ShownRow, fields: readonly Field[], own: readonly NamedText[]): readonly NamedText[] {
  return own.map(({ name, text }, column) => {
    const field = fields[column];
    return { name, text: field && changeText(row, column, field)?.full || text };
  });
}

/** `+5`, `-0.25`; undefined: there is no number to say. */
export function numericDifference(before: Value, after: Value, type: SqlType): string | undefined {
  if (before === null || after === null) return undefined;
  switch (type.kind) {
    case "integer":
      return signed(BigInt(after as number | bigint) - BigInt(before as number | bigint), String);
    case "decimal":
      return signed(BigInt(after as bigint) - BigInt(before as bigint), (by) => decimalToText(by, type.scale));
    case "float": {
      const by = Number((Number(after) - Number(before)).toPrecision(DIGITS));
      return Number.isFinite(by) && by !== 0 ? `${by > 0 ? "+" : ""}${doubleToText(by)}` : undefined;
    }
    default:
      return undefined;
  }
}

function signed(by: bigint, text: (by: bigint) => string): string {
  return `${by > 0n ? "+" : ""}${text(by)}`;
}
