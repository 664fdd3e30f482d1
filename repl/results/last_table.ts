/** Table `_`: the last result as a relation that is read to its end. Nobody defines it and nothing of it is saved. */
import type { PartitionProgress, Source, SourceEvent } from "../../connectors/connector.ts";
import { isEventTime, sleepFor } from "../../connectors/row_source.ts";
import type { ProvidedRelation } from "../../engine/provided_relation.ts";
import { batchesOfRows } from "../../engine/standing_rows.ts";
import { numberText } from "../../schema/counted.ts";
import { SqlError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import type { Table } from "../../schema/table.ts";
import type { KeptResult } from "../view/kept_result.ts";

export const LAST_TABLE = "_";

/** Batches between two breaks, in which keys and other jobs get their turn. */
const BATCHES_IN_A_ROW = 8;

/** `last` is asked when a statement is bound, and again when it runs. `notice` takes what a reader must know. */
export function lastTable(last: () => KeptResult | undefined, notice: (text: string) => void): ProvidedRelation {
  return {
    table(name) {
      const result = last();
      return name === LAST_TABLE && result !== undefined ? tableOf(result) : undefined;
    },
    connector: {
      name: "last_result",
      doc: "The last result of the shell",
      tableOptions: {},
      formats: "none",
      metadata: {},
      bounded: () => true,
      stamps: (_, field) => isEventTime(field),
      check({ name }) {
        if (name === LAST_TABLE) return;
        throw new SqlError("Only the table _ is the last result", {
          code: "unknown_connector",
          hint: `CREATE VIEW ${name} AS the statement that gave it.`,
        });
      },
      source({ fields, environment }) {
        const result = last();
        if (result === undefined) throw new SqlError("There is no last result", { code: "not_found" });
        if (!result.complete) notice(partText(result));
        return new KeptSource(result, fields, BigInt(environment.now()) * 1_000_000n);
      },
    },
  };
}

function tableOf({ fields, text }: KeptResult): Table {
  return {
    name: LAST_TABLE,
    connector: "last_result",
    direction: "source",
    columns: fields.map(({ name, type }) => ({ name, type, nullable: true, role: "physical" })),
    primaryKey: [],
    options: new Map(),
    sql: `-- ${LAST_TABLE} is the result of: ${text.replace(/\s+/g, " ")}`,
  };
}

/** A query over a part must not be taken for one over the whole. */
export function partText({ size, dropped, text }: KeptResult): string {
  const statement = text.replace(/\s+/g, " ").replace(/;$/, "");
  const [kept, lost] = [size, dropped].map(numberText);
  return dropped > 0
    ? `_ is not the whole result: ${kept} rows were kept, ${lost} were not. It is of: ${statement}`
    : `_ has ${kept} rows, those that had come when the query was stopped. It is of: ${statement}`;
}

/** One partition; the position is a row's number. */
class KeptSource implements Source {
  readonly #result: KeptResult;
  readonly #fields: readonly Field[];
  /** Of the result's columns; undefined: the time of the row. */
  readonly #places: readonly (number | undefined)[];
  readonly #now: bigint;
  #position = 0;

  /** `now` in nanoseconds since the epoch: the time of rows that are only looked at again. */
  constructor(result: KeptResult, fields: readonly Field[], now: bigint) {
    this.#result = result;
    this.#fields = fields;
    this.#now = now;
    this.#places = fields.map((field) =>
      isEventTime(field) ? undefined : result.fields.findIndex(({ name }) => name === field.name)
    );
  }

  open(): Promise<ReadonlyMap<number, number>> {
    return Promise.resolve(new Map([[0, 0]]));
  }

  async *read(signal: AbortSignal): AsyncGenerator<SourceEvent> {
    let left = BATCHES_IN_A_ROW;
    for (const batch of batchesOfRows(this.#wanted(), this.#fields)) {
      if (left-- === 0) {
        await sleepFor(0, signal);
        left = BATCHES_IN_A_ROW;
      }
      if (signal.aborted) return;
      this.#position += batch.length;
      yield { kind: "rows", partition: 0, batch, next: this.#position };
    }
    yield { kind: "end", partition: 0 };
  }

  *#wanted() {
    for (const row of this.#result.rows) {
      yield this.#places.map((place) => place === undefined ? this.#now : row[place] ?? null);
    }
  }

  progress(): readonly PartitionProgress[] {
    return [{ partition: 0, position: this.#position, end: this.#result.size, timestamp: undefined }];
  }

  state() {
    return { kind: "connected" } as const;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
