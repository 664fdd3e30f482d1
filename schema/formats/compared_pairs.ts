/** The comparison of types that may contain themselves and each other. */
import type { Incompatibility } from "../registry/language.ts";

/**
 * Compares each pair of types once. A pair that is met again while it is being compared is taken to fit: if it does not, that is found
 * where the comparison began, and what was concluded from it in between is forgotten. So the work is bounded by the number of pairs,
 * however often they are reached, and the answer is exact.
 */
export class ComparedPairs<Type extends object> {
  readonly #fits = new Map<Type, Set<Type>>();
  readonly #problems = new Map<Type, Map<Type, readonly Incompatibility[]>>();
  /** The pairs in `#fits`, in the order in which they came there. */
  readonly #trail: (readonly [reader: Type, writer: Type])[] = [];

  /** What `compare` finds, or one problem of those that were found before. */
  problems(reader: Type, writer: Type, compare: () => readonly Incompatibility[]): readonly Incompatibility[] {
    const known = this.#problems.get(reader)?.get(writer);
    if (known) return known.slice(0, 1); // all of them are reported once already
    const fits = this.#fits.get(reader) ?? new Set();
    if (fits.has(writer)) return [];
    const mark = this.#trail.length;
    this.#fits.set(reader, fits.add(writer));
    this.#trail.push([reader, writer]);
    const found = compare();
    if (found.length === 0) return found;
    for (const [one, other] of this.#trail.splice(mark)) this.#fits.get(one)?.delete(other);
    const ofReader = this.#problems.get(reader) ?? new Map();
    this.#problems.set(reader, ofReader.set(writer, found));
    return found;
  }
}
