/** What a session knows: connections, tables, views and functions, kept in memory and saved as SQL text. */
import type { Catalog, View } from "../schema/catalog.ts";
import { ConnectorError } from "../schema/errors.ts";
import type { Connection, Table } from "../schema/table.ts";
import type { UserFunction } from "../schema/user_function.ts";

/** `saved`: it stands in the catalog file. */
interface Entry<T> {
  readonly value: T;
  readonly saved: boolean;
}

export type DefinedKind = "connection" | "table" | "view" | "function";
type Kind = DefinedKind;
type Defined = Connection | Table | View | UserFunction;

export class Definitions implements Catalog {
  readonly #connections = new Map<string, Entry<Connection>>();
  readonly #tables = new Map<string, Entry<Table>>();
  readonly #views = new Map<string, Entry<View>>();
  readonly #functions = new Map<string, Entry<UserFunction>>();
  /** Saved statements that cannot be used now (a function or option is not there): they stay in the file. */
  readonly #leftOut = new Map<string, string>();
  /** Text of the file when it was last read or written. */
  #seen: string | undefined;
  readonly #file: string | undefined;
  /** New definitions are written to the file. */
  readonly #saving: boolean;
  /** Finds tables that nobody defined; they are not listed and never saved. */
  provided: (name: string) => Table | undefined = () => undefined;

  /** `file` undefined: nothing is read or saved. `saving` false: what the file has is seen, never changed. */
  constructor(file: string | undefined, saving: boolean) {
    this.#file = file;
    this.#saving = saving && file !== undefined;
  }

  table(name: string): Table | undefined {
    return this.#tables.get(name.toLowerCase())?.value ?? this.provided(name);
  }

  view(name: string): View | undefined {
    return this.#views.get(name.toLowerCase())?.value;
  }

  connection(name: string): Connection | undefined {
    return this.#connections.get(name.toLowerCase())?.value;
  }

  userFunction(name: string): UserFunction | undefined {
    return this.#functions.get(name.toLowerCase())?.value;
  }

  tables(): readonly Table[] {
    return valuesOf(this.#tables);
  }

  views(): readonly View[] {
    return valuesOf(this.#views);
  }

  connections(): readonly Connection[] {
    return valuesOf(this.#connections);
  }

  userFunctions(): readonly UserFunction[] {
    return valuesOf(this.#functions);
  }

  /** An object of this name that a new definition may not silently replace. Tables and views share names. */
  isTaken(kind: Kind, name: string): boolean {
    const key = name.toLowerCase();
    const entries = isRelation(kind) ? [this.#tables.get(key), this.#views.get(key)] : [this.#mapOf(kind).get(key)];
    return entries.some((entry) => entry !== undefined && (this.#saving || !entry.saved));
  }

  define(kind: "connection", value: Connection): Promise<void>;
  define(kind: "table", value: Table): Promise<void>;
  define(kind: "view", value: View): Promise<void>;
  define(kind: "function", value: UserFunction): Promise<void>;
  async define(kind: Kind, value: Defined): Promise<void> {
    const undo = this.#snapshot();
    const key = value.name.toLowerCase();
    this.#leftOut.delete(keyOf(kind, value.name));
    if (isRelation(kind)) {
      this.#tables.delete(key);
      this.#views.delete(key);
    }
    this.#mapOf(kind).set(key, { value, saved: this.#saving });
    await this.#save(undo);
  }

  async drop(kind: Kind, name: string): Promise<void> {
    const undo = this.#snapshot();
    this.#leftOut.delete(keyOf(kind, name));
    this.#mapOf(kind).delete(name.toLowerCase());
    await this.#save(undo);
  }

  /**
   * Text of the catalog file when it is not what was last read or written here: another process may have changed it.
   * The caller takes its definitions with {@link restore} and {@link leaveOut}; saved ones have been forgotten.
   */
  async changed(): Promise<string | undefined> {
    const text = await this.#read();
    if (text === undefined || text === this.#seen) return undefined;
    this.#seen = text;
    this.#leftOut.clear();
    for (const map of this.#maps()) {
      for (const [key, entry] of map) if (entry.saved) map.delete(key);
    }
    return text;
  }

  async #read(): Promise<string | undefined> {
    if (this.#file === undefined) return undefined;
    try {
      return await Deno.readTextFile(this.#file);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
      throw new ConnectorError(`Cannot read the catalog ${this.#file}: ${reasonOf(error)}`, {
        code: "disk",
        cause: error,
      });
    }
  }

  /** Takes a definition that was read from the file. */
  restore(kind: Kind, value: Defined): void {
    this.#mapOf(kind).set(value.name.toLowerCase(), { value, saved: true });
  }

  /** Takes what another catalog has, as if it had been read from a file: new definitions may have the same names. */
  copy(other: Definitions, leftOut: (kind: Kind, name: string) => boolean): void {
    const all: readonly (readonly [Kind, readonly Defined[]])[] = [
      ["connection", other.connections()],
      ["function", other.userFunctions()],
      ["table", other.tables()],
      ["view", other.views()],
    ];
    for (const [kind, values] of all) {
      for (const value of values) if (!leftOut(kind, value.name)) this.restore(kind, value);
    }
  }

  /** Takes a statement of the file that cannot be used now. */
  leaveOut(kind: Kind | undefined, name: string, text: string): void {
    this.#leftOut.set(kind === undefined ? text : keyOf(kind, name), text);
  }

  isLeftOut(kind: Kind, name: string): boolean {
    return this.#leftOut.has(keyOf(kind, name));
  }

  #maps(): readonly Map<string, Entry<Defined>>[] {
    return (["connection", "table", "view", "function"] as const).map((kind) => this.#mapOf(kind));
  }

  #mapOf(kind: Kind): Map<string, Entry<Defined>> {
    switch (kind) {
      case "connection":
        return this.#connections as Map<string, Entry<Defined>>;
      case "table":
        return this.#tables as Map<string, Entry<Defined>>;
      case "view":
        return this.#views as Map<string, Entry<Defined>>;
      case "function":
        return this.#functions as Map<string, Entry<Defined>>;
      default:
        return kind satisfies never;
    }
  }

  #snapshot(): () => void {
    const maps = [...this.#maps(), this.#leftOut] as Map<string, unknown>[];
    const copies = maps.map((map) => new Map(map));
    return () =>
      maps.forEach((map, i) => {
        map.clear();
        for (const [key, value] of copies[i] ?? []) map.set(key, value);
      });
  }

  /** A definition that cannot be saved is not made. */
  async #save(undo: () => void): Promise<void> {
    if (!this.#saving || this.#file === undefined) return;
    const all = this.#maps().flatMap((map) => valuesOf(map)).map(({ sql }) => sql);
    const text = "-- The catalog of Sluice: what was defined in the shell, as SQL. Written at every change.\n\n" +
      [...all, ...this.#leftOut.values()].map((sql) => `${sql};\n`).join("\n");
    try {
      await replaceFile(this.#file, text);
      this.#seen = text;
    } catch (error) {
      undo();
      throw new ConnectorError(`Cannot save the catalog ${this.#file}: ${reasonOf(error)}`, {
        code: "disk",
        cause: error,
        hint: "Free some space or make the folder writable, or use another one with --dir. Nothing was changed.",
      });
    }
  }
}

/** Tables and views share names. */
function keyOf(kind: Kind, name: string): string {
  return `${isRelation(kind) ? "relation" : kind} ${name.toLowerCase()}`;
}

function isRelation(kind: Kind): boolean {
  return kind === "table" || kind === "view";
}

function valuesOf<T extends { readonly name: string }>(entries: ReadonlyMap<string, Entry<T>>): readonly T[] {
  return [...entries.values()].map((entry) => entry.value);
}

/** Whole or not at all: a new file takes the old one's place. Mode 0600, for it may hold secrets. */
async function replaceFile(path: string, text: string): Promise<void> {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/"))) || ".";
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const next = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    const file = await Deno.open(next, { write: true, createNew: true, mode: 0o600 });
    try {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(next, path);
  } catch (error) {
    await Deno.remove(next).catch(() => {});
    throw error;
  }
}

export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return "permission denied";
  }
  return error instanceof Error ? error.message : String(error);
}
