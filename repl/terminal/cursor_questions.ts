/** Questions to the terminal where its cursor is, and the answers among the keys. */
import type { Key } from "./keys.ts";

/** Counted from 0. */
export interface CursorPlace {
  readonly row: number;
  readonly column: number;
}

/** A terminal that does not answer within this time is not waited for. */
const ANSWER_MS = 200;
/** A terminal that does not answer within this time will not. */
const LATE_MS = 5000;
const REPORT = /^(\d+);(\d+)R$/;

interface Question {
  readonly at: number;
  answer(place: CursorPlace | undefined): void;
}

export class CursorQuestions {
  /** The oldest first, as answers come. Those that nobody waits for any more are among them, so that a late answer is not another's. */
  #open: Question[] = [];

  /** A question is about to be written. Undefined: the terminal did not answer in time. */
  ask(): Promise<CursorPlace | undefined> {
    const at = performance.now();
    this.#open = this.#open.filter((question) => at - question.at < LATE_MS);
    const { promise, resolve } = Promise.withResolvers<CursorPlace | undefined>();
    const timer = setTimeout(() => resolve(undefined), ANSWER_MS);
    this.#open.push({
      at,
      answer(place) {
        clearTimeout(timer);
        resolve(place);
      },
    });
    return promise;
  }

  /** True: the key is no key, but the answer to the oldest question. */
  answer(key: Key): boolean {
    if (this.#open.length === 0 || key.name === "text") return false;
    const [, row, column] = REPORT.exec(key.text ?? "") ?? [];
    if (row === undefined || column === undefined) return false;
    this.#open.shift()?.answer({ row: Number(row) - 1, column: Number(column) - 1 });
    return true;
  }

  /** Nothing is answered any more: the terminal is another's. */
  withdraw(): void {
    for (const question of this.#open.splice(0)) question.answer(undefined);
  }
}
