/** Names, types and roles of the columns of a relation. */
import type { SqlType } from "./types.ts";

export interface Field {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** Carried along (an event time that was not selected), but not a column that a query or sink sees. */
  readonly hidden?: boolean;
}

/** What a relation looks like to whoever reads it. */
export interface Schema {
  readonly fields: readonly Field[];
  /** Position of the event time in {@link fields}: a TIMESTAMP of any precision. */
  readonly eventTime?: number;
  /** Positions of the columns that identify a row in an updating relation. */
  readonly key?: readonly number[];
  /** Rows may be retracted: batches carry `changes`. */
  readonly updating: boolean;
}

export function fieldOf(name: string, type: SqlType, nullable = true): Field {
  return { name, type, nullable };
}

/** The fields that a query or sink sees, in order. */
export function visibleFields(schema: Schema): readonly Field[] {
  return schema.fields.filter((field) => field.hidden !== true);
}
