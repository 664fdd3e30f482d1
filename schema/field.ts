/** Names, types and roles of the columns of a relation. */
import type { SqlType } from "./types.ts";

export interface Field {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** Carried along (an event time that was not selected), but not a column that a query or sink sees. */
  readonly hidden?: boolean;
}

/** How event time is cut into windows; all in nanoseconds, tumble and hop start at multiples from the epoch. */
export type WindowSpec =
  | { readonly kind: "tumble"; readonly width: bigint }
  | { readonly kind: "hop"; readonly slide: bigint; readonly width: bigint }
  /** A session ends `gap` after its last row. */
  | { readonly kind: "session"; readonly gap: bigint };

/** Each row belongs to one window of event time: it was aggregated by it. Columns are positions in the schema. */
export interface RelationWindow {
  readonly spec: WindowSpec;
  /** Columns that hold where the row's window starts and ends, TIMESTAMP NOT NULL: at least one each. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Columns that hold the window as STRUCT<start, end>. */
  readonly structs: readonly number[];
  /**
   * The rows of a window come together, when the watermark passes its end. Else they were only told their window
   * (`TUMBLE(TABLE t, …)`) and pass at once.
   */
  readonly closed: boolean;
}

/** What a relation looks like to whoever reads it. */
export interface Schema {
  readonly fields: readonly Field[];
  /** Position of the event time in {@link fields}: a TIMESTAMP of any precision. */
  readonly eventTime?: number;
  /**
   * Position of the hidden column that says what the watermark was before the row came (TIMESTAMP NOT NULL): whether a
   * row is late does not depend on how rows are batched. Whoever wants it wants watermarks to be followed.
   */
  readonly rowWatermark?: number;
  readonly window?: RelationWindow;
  /**
   * Positions of the columns that identify a row in an updating relation. Absent: the whole row does, and a row that
   * changes is one that goes and one that comes.
   */
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

/** The schema of a relation whose rows are never retracted. */
export function appendOnly({ fields, eventTime }: Schema): Schema {
  return { fields, updating: false, ...(eventTime !== undefined && { eventTime }) };
}

/** The member `key` of a schema whose columns have moved: nothing, unless all of the key is still there. */
export function movedKey(
  key: readonly number[] | undefined,
  at: (index: number) => number | undefined,
): { readonly key?: readonly number[] } {
  const moved = key?.map(at);
  return moved !== undefined && moved.every((index) => index !== undefined) ? { key: moved } : {};
}

/** Positions of the columns that tell the rows of a relation apart: its key, else all but an event time nobody asked for. */
export function identityOf({ fields, key, eventTime, rowWatermark }: Omit<Schema, "updating">): readonly number[] {
  const isTime = (index: number) => index === eventTime || index === rowWatermark;
  return key ?? fields.flatMap((field, index) => field.hidden === true && isTime(index) ? [] : [index]);
}
