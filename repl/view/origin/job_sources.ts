/** Rows of a job on their way into a result: how far the job had read is noted for those that are looked up later. */
import type { Job } from "../../../engine/job.ts";
import type { Lineage } from "../../../engine/lineage/lineage.ts";
import type { Origin } from "../../../engine/lineage/origins.ts";
import { ReadMarks } from "../../../engine/lineage/read_marks.ts";
import type { ShownRecord } from "../../../engine/lineage/read_record.ts";
import type { RowReceiver, Session } from "../../../engine/session.ts";
import type { Batch } from "../../../schema/batch.ts";
import type { LiveResult } from "../rows/live_result.ts";
import type { AskedRow, RecordOrigin, RowSources } from "./row_sources.ts";

export interface JobSourcesParts {
  readonly session: Session;
  readonly lineage: Lineage;
  readonly result: LiveResult;
}

export class JobSources implements RowReceiver, RowSources {
  /** Undefined: it is being started. */
  job: Job | undefined;
  readonly isCarried: boolean;
  readonly subjects: RowSources["subjects"];
  readonly #parts: JobSourcesParts;
  readonly #marks = new ReadMarks(() => this.job?.pipeline.read() ?? new Map());

  constructor(parts: JobSourcesParts) {
    this.#parts = parts;
    const { session, lineage } = parts;
    this.isCarried = lineage.kind === "carried";
    if (lineage.kind !== "carried" || lineage.schemaId === undefined) return;
    const { table, schemaId } = lineage;
    this.subjects = async ({ values }, signal) => {
      const id = values[schemaId];
      return typeof id === "number" ? await session.subjects(table, id, signal) : [];
    };
  }

  receive(batch: Batch): void {
    const { result } = this.#parts;
    result.receive(batch);
    if (!this.isCarried && !result.closed && result.lastAt !== undefined) this.#marks.note(result.lastAt);
  }

  find({ values, at }: AskedRow, signal: AbortSignal): Promise<readonly Origin[]> {
    const { session, lineage } = this.#parts;
    return session.origins(lineage, { values, read: this.#marks.of(at) }, signal);
  }

  read({ table, place }: RecordOrigin, signal: AbortSignal): Promise<ShownRecord> {
    return this.#parts.session.record(table, place, signal);
  }
}
