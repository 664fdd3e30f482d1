/** `SET name = value`: what a query means beyond its text. */
import { SqlError } from "../schema/errors.ts";
import {
  choiceOption,
  durationOption,
  type GivenOption,
  nearest,
  type OptionsOf,
  type OptionSpecs,
  readOptions,
  textOption,
} from "../schema/options.ts";

const DAY = 86_400_000;

/** Every setting, by name. */
export const SETTINGS = {
  updating_ttl: durationOption("State lifetime of updating aggregates and joins; 0 = for ever", DAY),
  checkpoint_interval: durationOption("How often a pipeline commits", 10_000),
  update_interval: durationOption("How often an updating aggregate emits its changes", 1000),
  result_mode: choiceOption("NDJSON output of updating queries", ["auto", "changelog", "final"], "auto"),
  connection_profile: textOption("Connection of statements that name none; 'local' unless it is set"),
  pipeline_name: textOption("Name of the pipeline, and of its saved state"),
} satisfies OptionSpecs;

export type SettingValues = OptionsOf<typeof SETTINGS>;
type Name = keyof typeof SETTINGS;

export class Settings {
  readonly #given = new Map<Name, GivenOption>();
  readonly #defaults: Partial<Record<Name, unknown>>;
  #instead: SettingValues | undefined;

  /** In the shell checkpoints come every second and updates every 100 ms. */
  constructor(interactive: boolean) {
    this.#defaults = interactive ? { checkpoint_interval: 1000, update_interval: 100 } : {};
  }

  get values(): SettingValues {
    if (this.#instead !== undefined) return this.#instead;
    const values = Object.entries(SETTINGS).map(([name, spec]) => {
      const given = this.#given.get(name as Name);
      const fallback = this.#defaults[name as Name] ?? spec.fallback;
      return [name, given === undefined ? fallback : spec.read(given, name)];
    });
    return Object.fromEntries(values) as SettingValues;
  }

  /** What `act` does at once while these are the settings. */
  during<T>(values: Partial<SettingValues>, act: () => T): T {
    this.#instead = { ...this.values, pipeline_name: undefined, ...values };
    try {
      return act();
    } finally {
      this.#instead = undefined;
    }
  }

  set(name: string, given: GivenOption): void {
    const known = knownName(name, given);
    const value = readOptions({ [known]: SETTINGS[known] }, new Map([[known, given]]), new Set())[known];
    if (typeof value === "number" && value < 0) {
      throw new SqlError("interval must not be negative", { span: given.span });
    }
    if (known === "checkpoint_interval" && typeof value === "number" && (value < 100 || value > DAY)) {
      throw new SqlError("checkpoint_interval must be between 100 ms and 1 day", {
        code: "bad_option",
        span: given.span,
      });
    }
    this.#given.set(known, given);
  }

  /** Without a name: all of them. */
  reset(name: string | undefined, given?: GivenOption): void {
    if (name === undefined) this.#given.clear();
    else this.#given.delete(knownName(name, given));
  }

  /** Name, value, default, meaning. */
  rows(): readonly (readonly [string, string, string, string])[] {
    const values = this.values as Readonly<Record<string, unknown>>;
    return Object.entries(SETTINGS).map(([name, spec]) => [
      name,
      shown(values[name]),
      shown(this.#defaults[name as Name] ?? spec.fallback),
      spec.doc,
    ]);
  }
}

function knownName(name: string, given: GivenOption | undefined): Name {
  const folded = name.toLowerCase();
  if (Object.hasOwn(SETTINGS, folded)) return folded as Name;
  const near = nearest(folded, Object.keys(SETTINGS));
  const names = Object.keys(SETTINGS).map((one) => `'${one}'`).join(", ");
  throw new SqlError(`invalid option '${name}'; supported options are ${names}`, {
    code: "unknown_option",
    span: given?.keySpan,
    hint: near[0] ? `Did you mean '${near[0]}'?` : undefined,
  });
}

function shown(value: unknown): string {
  if (typeof value !== "number") return String(value ?? "");
  if (value === 0) return "0";
  if (value % DAY === 0) return counted(value / DAY, "day");
  return value % 1000 === 0 ? counted(value / 1000, "second") : `${value} ms`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
