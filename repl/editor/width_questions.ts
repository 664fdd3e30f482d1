/**
 * Asks the terminal once how wide it draws each kind of emoji, when the first one of it is typed. Painting waits for the
 * answer, no longer than a frame: text that is wider than was believed could run over the edge of the screen.
 */
import { type Doubt, learnWidth, tellingClusters } from "../terminal/emoji_widths.ts";
import { isPlain } from "../terminal/width.ts";

/** Painting waits so long at most, in milliseconds. */
const FRAME_MS = 50;

export interface WidthQuestionsOptions {
  /** Columns of each cluster; see {@link Screen.measure}. */
  measure(clusters: readonly string[]): Promise<readonly (number | undefined)[]> | undefined;
  /** Nothing is waited for any more, or something was learned: the text may be painted. */
  paint(): void;
}

export class WidthQuestions implements Disposable {
  readonly #options: WidthQuestionsOptions;
  readonly #asked = new Set<Doubt>();
  #looked = "";
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(options: WidthQuestionsOptions) {
    this.#options = options;
  }

  /** Whether painting of the text that is about to be painted has to wait; {@link WidthQuestionsOptions.paint} is called then. */
  holdBack(text: string): boolean {
    if (this.#waiting !== undefined) return true;
    if (text === this.#looked || isPlain(text)) return false;
    const questions = [...tellingClusters(text)].filter(([doubt]) => !this.#asked.has(doubt));
    const clusters = questions.map(([, cluster]) => cluster);
    const answers = clusters.length === 0 ? undefined : this.#options.measure(clusters);
    if (answers === undefined && clusters.length > 0) return false; // it is looked at again
    this.#looked = text;
    if (answers === undefined) return false;
    for (const [doubt] of questions) this.#asked.add(doubt);
    void answers.then((columns) => this.#learn(clusters, columns));
    this.#waiting = setTimeout(() => this.#goOn(), FRAME_MS);
    return true;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
  }

  #learn(clusters: readonly string[], columns: readonly (number | undefined)[]): void {
    clusters.forEach((cluster, i) => {
      const width = columns[i];
      if (width !== undefined) learnWidth(cluster, width);
    });
    if (columns.some((width) => width !== undefined)) this.#goOn();
  }

  #goOn(): void {
    this[Symbol.dispose]();
    this.#options.paint();
  }
}
