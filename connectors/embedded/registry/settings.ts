/** Compatibility levels and modes, of the whole registry and of subjects. */
import { DEFAULT_LEVEL, isLevel, isMode, type Level, LEVELS, type Mode, MODES } from "./levels.ts";
import { refusals } from "./refusal.ts";
import type { RegistryStore } from "./store.ts";

/** Without a subject the registry's own settings are meant. All methods throw `RegistryRefusal`. */
export class Settings {
  readonly #store: RegistryStore;

  constructor(store: RegistryStore) {
    this.#store = store;
  }

  /** Undefined: the subject has no level of its own. */
  level(subject: string | undefined): Level | undefined {
    const level = this.#store.setting("compatibility", subject);
    return isLevel(level) ? level : subject === undefined ? DEFAULT_LEVEL : undefined;
  }

  levelFor(subject: string): Level {
    return this.level(subject) ?? this.level(undefined) ?? DEFAULT_LEVEL;
  }

  setLevel(subject: string | undefined, level: unknown): Level {
    const upper = typeof level === "string" ? level.toUpperCase() : level;
    if (!isLevel(upper)) throw refusals.invalidLevel(level, LEVELS);
    this.assertWritable(subject);
    this.#store.set("compatibility", subject, upper);
    return upper;
  }

  /** A subject falls back to the registry's level, the registry to the one it began with. The level until now. */
  deleteLevel(subject: string | undefined): Level {
    const level = this.level(subject);
    if (level === undefined) throw refusals.noSubject(subject ?? "");
    this.assertWritable(subject);
    this.#store.set("compatibility", subject, undefined);
    return level;
  }

  /** Undefined: the subject has no mode of its own. */
  mode(subject: string | undefined): Mode | undefined {
    const mode = this.#store.setting("mode", subject);
    return isMode(mode) ? mode : subject === undefined ? "READWRITE" : undefined;
  }

  setMode(subject: string | undefined, mode: unknown): Mode {
    const upper = typeof mode === "string" ? mode.toUpperCase() : mode;
    if (!isMode(upper)) throw refusals.invalidMode(mode, MODES);
    this.#store.set("mode", subject, upper);
    return upper;
  }

  /** As {@link deleteLevel}. */
  deleteMode(subject: string | undefined): Mode {
    const mode = this.mode(subject);
    if (mode === undefined) throw refusals.noSubject(subject ?? "");
    this.#store.set("mode", subject, undefined);
    return mode;
  }

  /** The registry's `READONLY_OVERRIDE` counts for every subject, whatever its own mode. */
  assertWritable(subject: string | undefined): void {
    const everywhere = this.mode(undefined);
    const mode = everywhere === "READONLY_OVERRIDE" ? everywhere : this.mode(subject) ?? everywhere;
    if (mode !== "READWRITE") throw refusals.readOnly(subject ?? "");
  }

  forget(subject: string): void {
    this.#store.set("compatibility", subject, undefined);
    this.#store.set("mode", subject, undefined);
  }
}
