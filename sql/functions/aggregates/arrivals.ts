/** Values in the order in which they came. */
import type { Value } from "../../../schema/types.ts";
import { valueKey } from "../../../schema/values/value_key.ts";

/** Places of equal values, earliest first; those before `head` are taken out. */
interface Places {
  readonly at: number[];
  head: number;
}

/** What is left in the lists of taken-out values before they are closed up. */
const SLACK = 32;

/** A list of values by sequence, out of which any can be taken again. Takes constant time per change on average. */
export class Arrivals {
  #sequences: number[] = [];
  /** `undefined`: taken out. */
  #values: (Value | undefined)[] = [];
  #size = 0;
  /** All before are taken out. */
  #first = 0;
  /** By {@link valueKey}; made when something is taken out for the first time. */
  #places: Map<string, Places> | undefined;

  static restore(saved: Value): Arrivals {
    const [values, sequences] = saved as readonly [readonly Value[], readonly number[]];
    const arrivals = new Arrivals();
    arrivals.#values = [...values];
    arrivals.#sequences = [...sequences];
    arrivals.#size = values.length;
    return arrivals;
  }

  get size(): number {
    return this.#size;
  }

  add(value: Value, sequence: number): void {
    if (sequence < (this.#sequences.at(-1) ?? 0)) this.#mergeSorted([value], [sequence]);
    else this.#append(value, sequence);
  }

  /** Takes out the earliest value equal to this one, if there is one. */
  remove(value: Value): void {
    const places = this.#placesByKey().get(valueKey(value));
    const place = places?.at[places.head];
    if (places === undefined || place === undefined) return;
    places.head += 1;
    this.#values[place] = undefined;
    this.#size -= 1;
    while (this.#first < this.#values.length && this.#values[this.#first] === undefined) this.#first++;
    if (this.#values.length - this.#size > this.#size + SLACK) this.#closeUp();
  }

  /** `other` stays as it is. */
  merge(other: Arrivals): void {
    const places = Array.from(other.#values.keys()).filter((place) => other.#values[place] !== undefined);
    this.#mergeSorted(
      places.map((place) => other.#values[place] ?? null), // filtered: never undefined
      places.map((place) => other.#sequences[place] ?? 0),
    );
  }

  /** All values, a list of the caller's own. */
  values(): Value[] {
    return this.#values.filter((value) => value !== undefined);
  }

  /** From 0; negative counts from the end. `undefined`: there are not so many. */
  at(index: number): Value | undefined {
    const values = this.#values;
    let left = index;
    if (index < 0) {
      for (let place = values.length - 1; place >= this.#first; place--) {
        if (values[place] !== undefined && ++left === 0) return values[place];
      }
    } else {
      for (let place = this.#first; place < values.length; place++) {
        if (values[place] !== undefined && left-- === 0) return values[place];
      }
    }
    return undefined;
  }

  save(): Value {
    this.#closeUp();
    return [this.values(), [...this.#sequences]];
  }

  #append(value: Value, sequence: number): void {
    if (this.#places !== undefined) remember(this.#places, value, this.#values.length);
    this.#values.push(value);
    this.#sequences.push(sequence);
    this.#size += 1;
  }

  #mergeSorted(values: readonly Value[], sequences: readonly number[]): void {
    const first = sequences[0];
    if (first === undefined) return;
    if (first >= (this.#sequences.at(-1) ?? 0)) {
      for (const [i, value] of values.entries()) this.#append(value, sequences[i] ?? 0);
      return;
    }
    const known = this.values();
    this.#closeUp();
    const knownSequences = this.#sequences;
    this.#values = [];
    this.#sequences = [];
    this.#size = 0;
    this.#places = undefined;
    let [i, j] = [0, 0];
    while (i < known.length || j < values.length) {
      const ours = knownSequences[i] ?? Infinity;
      const theirs = sequences[j] ?? Infinity;
      if (ours <= theirs) this.#append(known[i++] ?? null, ours);
      else this.#append(values[j++] ?? null, theirs);
    }
  }

  #placesByKey(): Map<string, Places> {
    if (this.#places !== undefined) return this.#places;
    const places = this.#places = new Map<string, Places>();
    for (const [place, value] of this.#values.entries()) if (value !== undefined) remember(places, value, place);
    return places;
  }

  #closeUp(): void {
    if (this.#values.length === this.#size) return;
    this.#sequences = this.#sequences.filter((_, place) => this.#values[place] !== undefined);
    this.#values = this.values();
    this.#places = undefined;
    this.#first = 0;
  }
}

function remember(places: Map<string, Places>, value: Value, place: number): void {
  const key = valueKey(value);
  const known = places.get(key);
  if (known === undefined) places.set(key, { at: [place], head: 0 });
  else known.at.push(place);
}
