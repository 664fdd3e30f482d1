/** For tests: live queries over topics of an embedded cluster, whose rows are asked where they come from. */
import assert from "node:assert/strict";
import { valueAt } from "../../schema/column.ts";
import { UPDATE_BEFORE } from "../../schema/batch.ts";
import { visibleFields } from "../../schema/field.ts";
import type { Value } from "../../schema/types.ts";
import { parseStatement } from "../../sql/parse.ts";
import type { Job } from "../job.ts";
import type { BoundSelect } from "../bind_statement.ts";
import type { Session } from "../session.ts";
import type { TracedSelect } from "../traced_select.ts";
import type { Origin } from "./origins.ts";
import { type ReadMark, ReadMarks } from "./read_marks.ts";

const never = new AbortController().signal;

/** A row that came, with what had been read then. */
export interface CameRow {
  readonly values: readonly Value[];
  readonly at: number;
}

/** A query as a view has it: rows are retracted in place. */
export async function boundSelect(session: Session, sql: string): Promise<BoundSelect> {
  const outcome = await session.run(parseStatement(sql));
  if (outcome.kind !== "select") return assert.fail(outcome.kind);
  const { select } = outcome;
  const { plan } = select;
  return plan.schema.updating ? { ...select, shape: "changes", fields: visibleFields(plan.schema) } : select;
}

/** A traced query that runs, and all rows that came of it but old versions. */
export class LiveRows implements AsyncDisposable {
  readonly traced: TracedSelect;
  readonly rows: CameRow[] = [];
  readonly job: Job;
  readonly #session: Session;
  readonly #marks: ReadMarks;
  /** Each batch has a time of its own. */
  #clock = 0;
  #onRows: () => void = () => {};

  private constructor(session: Session, traced: TracedSelect, sql: string) {
    this.#session = session;
    this.traced = traced;
    this.#marks = new ReadMarks(() => this.job.pipeline.read());
    this.job = session.select(traced.select, sql, {
      receive: ({ columns, length, changes }) => {
        const at = ++this.#clock;
        this.#marks.note(at);
        for (let row = 0; row < length; row++) {
          if (changes?.[row] === UPDATE_BEFORE) continue;
          const values = traced.select.fields.map(({ type }, i) => valueAt(columns[i]!, type, row, length)); // as many
          this.rows.push({ values, at });
        }
        this.#onRows();
      },
    });
  }

  static async of(session: Session, sql: string): Promise<LiveRows> {
    return new LiveRows(session, session.traced(await boundSelect(session, sql)), sql);
  }

  /** Its query ends by itself: resolves when it has. */
  static async toEnd(session: Session, sql: string): Promise<LiveRows> {
    const live = await LiveRows.of(session, sql);
    await live.job.done;
    return live;
  }

  mark({ at }: CameRow): ReadMark {
    return this.#marks.of(at);
  }

  origins(row: CameRow): Promise<readonly Origin[]> {
    return this.#session.origins(this.traced.lineage, { values: row.values, read: this.mark(row) }, never);
  }

  /** `orders/0/3`, or the table and the reason. */
  async places(row: CameRow): Promise<readonly string[]> {
    return (await this.origins(row)).map((origin) => {
      if (origin.kind === "unknown") return `${origin.table}: ${origin.reason}`;
      const { topic, partition, offset } = origin.place;
      return [`${topic}/${partition}/${offset}`, ...origin.doubts].join("; ");
    });
  }

  /** Resolves when a condition holds that rows bring about. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onRows = resolve;
      await Promise.race([promise, this.job.done]);
      assert.ok(!this.job.ended, "the query ended before that");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.job.stop(true);
  }
}

/** The table is read from its beginning; `bounded`: to where it ends when the query starts. */
export function tableOver(topic: string, columns: string, { bounded = true } = {}): string {
  return `CREATE TABLE ${topic} (${columns}) WITH (connection_profile = 'local', topic = '${topic}', format = 'json',
    'source.offset' = 'earliest'${bounded ? ", 'source.until' = 'latest'" : ""})`;
}
