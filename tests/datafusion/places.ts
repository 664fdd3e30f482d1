/** What may stand in the place of an argument: known expressions by their types, and literals. */
import type { SqlType } from "../../schema/types.ts";
import { sameType } from "../../schema/types.ts";
import type { Choice } from "./random.ts";
import type { Known } from "./sluice.ts";

/** Expressions that agreed. */
export class Pool {
  readonly #literal: (text: string) => Known;
  readonly #choice: Choice;
  readonly #known: Known[] = [];
  readonly #byKind = new Map<string, Known[]>();

  constructor(choice: Choice, literal: (text: string) => Known) {
    this.#choice = choice;
    this.#literal = literal;
  }

  add(known: Known): void {
    this.#known.push(known);
    const kind = this.#byKind.get(known.type.kind) ?? [];
    kind.push(known);
    this.#byKind.set(known.type.kind, kind);
  }

  /** `before`: what stands in the places before it; `next` is what will stand in the one behind, where it is asked for. */
  pick(place: string, before: readonly Known[]): Known {
    if (place.startsWith("'")) return this.#quoted(place.slice(1));
    const first = before[0]?.type;
    if (place === "same" && first !== undefined) return this.#sameAs(before[0]);
    if (place === "like-array" && first !== undefined) return this.#sameAs(before[0]);
    if (place === "element" && first?.kind === "array") return this.#ofType(first.element);
    const literals = LITERALS[place];
    if (literals !== undefined && this.#choice.below(10) < literals.share) {
      return this.#literal(this.#choice.of(literals.texts));
    }
    return this.#ofClass(CLASSES[literals?.instead ?? place] ?? CLASSES["any"]!);
  }

  /** One of the elements of the array `array`. */
  elementOf(array: Known): Known {
    return array.type.kind === "array" ? this.#ofType(array.type.element) : this.pick("any", []);
  }

  #quoted(choices: string): Known {
    const text = DATES[choices] !== undefined
      ? this.#choice.of(DATES[choices])
      : `'${this.#choice.of(choices.split("|")).replaceAll("__", " ").replaceAll("NULLS_", "NULLS ")}'`;
    return this.#literal(text);
  }

  #sameAs(known: Known | undefined): Known {
    return known === undefined ? this.pick("any", []) : this.#ofType(known.type);
  }

  #ofType(type: SqlType): Known {
    const same = (this.#byKind.get(type.kind) ?? []).filter((known) => sameType(known.type, type));
    return same.length > 0 ? this.#recent(same) : this.pick("any", []);
  }

  #ofClass(accepts: Test): Known {
    const fitting = this.#known.filter((known) => accepts(known.type, known));
    return this.#recent(fitting.length > 0 ? fitting : this.#known);
  }

  /** Columns as often as what was made of them. */
  #recent(known: readonly Known[]): Known {
    const leaves = known.filter(({ isLeaf }) => isLeaf);
    return leaves.length > 0 && this.#choice.once(2) ? this.#choice.of(leaves) : this.#choice.of(known);
  }
}

type Test = (type: SqlType, known: Known) => boolean;

const kinds = (...names: readonly SqlType["kind"][]): Test => (type) => names.includes(type.kind);

const CLASSES: Readonly<Record<string, Test>> = {
  any: () => true,
  number: kinds("integer", "float", "decimal"),
  integer: kinds("integer"),
  bigint: (type) => type.kind === "integer" && type.bits === 64 && !type.unsigned,
  float: kinds("float"),
  decimal: kinds("decimal"),
  boolean: kinds("boolean"),
  text: kinds("text"),
  bytes: kinds("bytea"),
  instant: kinds("timestamp", "date"),
  timestamp: kinds("timestamp"),
  date: kinds("date"),
  time: kinds("time"),
  interval: kinds("interval"),
  array: kinds("array"),
  floats: (type) => type.kind === "array" && type.element.kind === "float",
  grid: (type) => type.kind === "array" && type.element.kind === "array",
  struct: kinds("struct"),
  /** What can be a length without being a long one. */
  small: (type, { rows }) =>
    type.kind === "integer" &&
    rows.every((row) => "error" in row || row[0] === null || (Number(row[0]) < 200 && Number(row[0]) > -200)),
  scalar: (type) => type.kind !== "array" && type.kind !== "struct",
};

interface Literals {
  /** Of ten picks, how many are literals. */
  readonly share: number;
  readonly texts: readonly string[];
  /** The class of the other picks; the place's own name unless given. */
  readonly instead?: string;
}

const quoted = (texts: readonly string[]) => texts.map((text) => `'${text.replaceAll("'", "''")}'`);

const PARTS = ["year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond", "microsecond"];
const REGEXES = [
  "a",
  "b",
  "",
  "A",
  "^a",
  "c$",
  "(a)(b)?",
  "[a-c]+",
  "\\d+",
  "a|b",
  ".",
  "\\s",
  "(?i)abc",
  "x*",
  "^$",
  "(\\w)\\w",
];
const SIGNED = ["0", "1", "2", "3", "5", "-1", "-2", "-7", "100"];

/** Classes whose picks are literals for the most part, and others where they come in now and then. */
const LITERALS: Readonly<Record<string, Literals>> = {
  any: {
    share: 1,
    texts: ["0", "2", "-1", "1.5", "'a'", "''", "NULL", "TRUE", "INTERVAL '1 day'", "DATE '2024-02-29'"],
  },
  number: { share: 2, texts: ["0", "1", "2", "-1", "10", "1.5", "-2.5", "0.1", "1e10", "9223372036854775807", "NULL"] },
  integer: { share: 2, texts: ["0", "1", "2", "-1", "7", "63", "64", "9223372036854775807", "NULL"] },
  float: { share: 2, texts: ["0.0", "1.5", "-2.5", "NULL"] },
  text: { share: 2, texts: quoted(["", "a", "b", "abc", " ", ",", "é", "😀", "12", "%", "a,b"]).concat("NULL") },
  instant: { share: 1, texts: ["TIMESTAMP '2026-01-31 10:00:00'", "DATE '2024-02-29'"] },
  interval: {
    share: 4,
    texts: ["INTERVAL '1 month'", "INTERVAL '1 day'", "INTERVAL '90 minutes'", "INTERVAL '1.5 seconds'"],
  },
  boolean: { share: 1, texts: ["TRUE", "FALSE", "NULL"] },
  index: { share: 7, texts: [...SIGNED, "NULL"], instead: "small" },
  count: { share: 7, texts: ["0", "1", "2", "5", "20"], instead: "small" },
  position: { share: 10, texts: ["1", "2", "3"] },
  digits: { share: 8, texts: ["0", "1", "2", "3", "-1", "-2", "10", "20"], instead: "small" },
  stride: { share: 10, texts: ["1", "2", "3", "-1", "-2"] },
  like: {
    share: 8,
    texts: quoted(["a%", "%b%", "_", "%", "", "A%", "a_c%", "\\%", "%é%", "abc", "a\\_%"]),
    instead: "text",
  },
  regex: { share: 10, texts: quoted(REGEXES) },
  flags: { share: 10, texts: quoted(["i", "s", "m", "x", "is", ""]) },
  "flags-g": { share: 10, texts: quoted(["g", "i", "gi", "s"]) },
  part: { share: 10, texts: quoted([...PARTS, "nanosecond", "dow", "doy", "epoch", "YEAR"]) },
  unit: { share: 10, texts: quoted([...PARTS, "DAY"]) },
  width: {
    share: 10,
    texts: [
      "INTERVAL '1 day'",
      "INTERVAL '15 minutes'",
      "INTERVAL '1 month'",
      "INTERVAL '1 year'",
      "INTERVAL '7 seconds'",
    ],
  },
  "time-format": {
    share: 10,
    texts: quoted(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f", "%H:%M:%S", "%s"]),
  },
  "show-format": {
    share: 10,
    texts: quoted([
      "%Y-%m-%d",
      "%d.%m.%y %H:%M:%S",
      "%j",
      "%A %a %B %b",
      "%I:%M %p",
      "%V %u",
      "%.3f",
      "%f",
      "%%",
      "%s",
    ]),
  },
};

const DATES: Readonly<Record<string, readonly string[]>> = {
  date: ["DATE '2024-02-28'", "DATE '2024-03-02'", "DATE '2024-02-29'"],
  ts: ["TIMESTAMP '2024-02-28 00:00:00'", "TIMESTAMP '2024-02-28 01:00:00'"],
  year: ["2024", "1970", "2026", "0", "9999"],
};
