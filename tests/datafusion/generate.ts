/** Random expressions over what both sides agree about. */
import type { Choice } from "./random.ts";
import { Pool } from "./places.ts";
import type { Shape } from "./shapes.ts";
import type { Known } from "./sluice.ts";

export interface Candidate {
  /** The shape's. */
  readonly name: string;
  readonly shape: Shape;
  readonly text: string;
  readonly theirs: string;
  readonly args: readonly Known[];
}

const LONGEST = 240;

/** Every shape in turn, so that each comes as often as the others. */
export class Generator {
  readonly #pool: Pool;
  readonly #shapes: readonly Shape[];
  #next: number;

  constructor(pool: Pool, choice: Choice, shapes: readonly Shape[]) {
    this.#pool = pool;
    this.#shapes = shapes;
    if (this.#shapes.length === 0) throw new Error("No operator, cast or function has such a name");
    this.#next = choice.below(this.#shapes.length);
  }

  next(): Candidate {
    while (true) {
      const shape = this.#shapes[this.#next++ % this.#shapes.length]!; // there is one
      const args = this.#arguments(shape);
      const text = filled(shape.template, args.map((arg) => arg.text));
      if (text.length > LONGEST) continue;
      const theirs = filled(shape.theirs ?? shape.template, args.map((arg) => arg.theirs));
      return { name: shape.name, shape, text, theirs, args };
    }
  }

  #arguments({ places }: Shape): Known[] {
    const args: Known[] = [];
    const last = places.length - 1;
    if (places[last - 1] === "element-of-next") {
      const array = this.#pool.pick(places[last] ?? "array", []);
      return [this.#pool.elementOf(array), array];
    }
    for (const place of places) args.push(this.#pool.pick(place, args));
    return args;
  }
}

/** The template with each `$` replaced in turn. */
export function filled(template: string, parts: readonly string[]): string {
  let at = 0;
  return template.replaceAll("$", () => parts[at++] ?? "$");
}
